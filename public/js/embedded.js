// In a frame of another site: who looks, and how it is to look, is said by the page around it, which hears of what is
// done. The messages are those of the field's client library.
import { find } from './dom.js';
import { fillIn } from './embedded-fields.js';
import { asRecord } from './embedded-records.js';
import { translate } from './embedded-words.js';

/**
 * @typedef {import('./embedded-fields.js').Fields} Fields
 * @typedef {{ instanceId: string }} About
 * @typedef {{ events: string, configVars: object, fields: Fields, pageName: string }} Configuring
 * @typedef {{ events: string, about: About }} Open what was begun, and what its messages are called
 * @typedef {{ origins: string[], sessions: string, back?: string, said?: { event: string, about: About }, about?: About,
 *   configuring?: Configuring }} Told
 */

const place = find('[data-framed]');
/** After one try by which nothing has changed, another one changes nothing either. */
const TRIED = '#opened';
const OPEN = 'configuring';
const INSTANCE = 'INSTANCE_CONFIGURATION';
const WANTED = 'config-vars';
const NO_COOKIES =
  'The browser keeps no cookies for a page in another one. Allow them for this site, and load it again.';

/** @param {Told} told */
function beginFrame(told) {
  /** @type {string | undefined} of the page around, once it has spoken */
  let origin;
  let token = '';
  let isInPopover = false;
  let isModal = false;
  let isSaid = false;
  /** @type {number | undefined} */
  let waiting;
  const wanted = new URL(told.back ?? location.href, location.href).searchParams.get('theme');
  /** @type {Record<string, unknown>} */
  const wishes = { theme: wanted ?? document.documentElement.dataset.theme?.toUpperCase() };

  /**
   * @param {string} event
   * @param {object} [data]
   */
  function say(event, data) {
    // Before it has spoken, all that is said is that we are here.
    parent.postMessage({ event, data }, origin ?? '*');
  }

  async function enter() {
    const answer = await fetch(told.sessions, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(wishes),
    });
    if (!answer.ok) return refuse(await answer.text());
    const { isOther } = await answer.json();
    const isTried = location.hash === TRIED;
    if (told.back !== undefined) return isTried ? refuse(NO_COOKIES) : go(told.back);
    if (isOther && !isTried) return go(location.href);
    sayAll();
  }

  /** What has happened, once a page. */
  function sayAll() {
    if (isSaid) return;
    isSaid = true;
    const { said, about, configuring } = told;
    if (said) say(said.event, said.about);
    /** @type {Open | undefined} */
    const open = kept(OPEN);
    if (about && configuring) {
      const { events, configVars, pageName } = configuring;
      if (open?.about.instanceId !== about.instanceId || open.events !== events) {
        say(`${events}_OPENED`, about);
        say(`${events}_LOADED`, { ...about, configVars });
      }
      say(`${events}_PAGE_LOADED`, { ...about, configVars, pageName, pageContent: configVars });
      fillInNowOrLater(configuring.fields, kept(WANTED));
      keep(OPEN, { events, about });
    } else if (open) close(open, said?.event.endsWith('_DEPLOYED') === true);
    const address = new URL(location.href);
    address.searchParams.delete('said');
    address.hash = '';
    history.replaceState(history.state, '', address);
  }

  /**
   * @param {Open} open
   * @param {boolean} isDone
   */
  function close({ events, about }, isDone) {
    // Of what each person answers for themselves, no message says that it was given up.
    if (!isDone && events === INSTANCE) say(`${events}_CANCELED`, about);
    say(`${events}_CLOSED`, about);
    keep(OPEN, undefined);
    keep(WANTED, undefined);
    if (isInPopover && isModal) say('POPOVER_CLOSE_REQUESTED', {});
  }

  /** @type {Record<string, (data: unknown) => void>} */
  const heard = {
    SET_TOKEN(data) {
      token = String(data);
    },
    SET_FILTERS(data) {
      wishes.filters = data;
    },
    SET_SCREEN_CONFIGURATION(data) {
      wishes.screenConfiguration = data;
      isInPopover = asRecord(data).isInPopover === true;
      isModal = asRecord(asRecord(data).configurationWizard).isInModal === true;
    },
    SET_TRANSLATION: translate,
    SET_CONFIG_VAR: (data) => fillInNowOrLater(told.configuring?.fields ?? {}, data),
    MARKETPLACE_CLOSED() {
      /** @type {Open | undefined} */
      const open = kept(OPEN);
      if (open) close(open, false);
    },
  };
  const FOR_SERVER = ['SET_TOKEN', 'SET_FILTERS', 'SET_SCREEN_CONFIGURATION'];

  addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== parent || !told.origins.includes(from)) return;
    origin = from;
    const { event, data: what } = asRecord(data);
    if (typeof event !== 'string' || !Object.hasOwn(heard, event)) return;
    heard[event]?.(what);
    // They come one by one, and are one visit.
    if (!FOR_SERVER.includes(event)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => token && enter(), 20);
  });
  document.addEventListener('keyup', ({ key }) => {
    if (key === 'Escape' && isInPopover) say('POPOVER_CLOSE_REQUESTED', {});
  });
  say('PRISMATIC_INITIALIZED');
  if (told.back !== undefined) setTimeout(() => token || refuse(''), 10_000);
}

/** @param {string} to */
function go(to) {
  const address = new URL(to, location.href);
  address.hash = TRIED;
  const isHere = address.pathname + address.search === location.pathname + location.search;
  if (!isHere) return location.replace(address);
  history.replaceState(history.state, '', address);
  location.reload();
}

/** @param {string} text */
function refuse(text) {
  const waits = find('[data-opening]');
  const reason = find('[data-reason]');
  // What is shown may be of somebody else.
  if (!waits || !reason) return place?.replaceChildren(text);
  if (text !== '') reason.textContent = text;
  waits.hidden = true;
  find('[data-unopened]')?.removeAttribute('hidden');
}

/**
 * The page around says it once, and a wizard has several pages: what is not asked on this one waits for those that come.
 * Fields of accounts do not: they are kept nowhere.
 * @param {Fields} fields
 * @param {unknown} given
 */
function fillInNowOrLater(fields, given) {
  fillIn(fields, given);
  const later = Object.entries({ ...asRecord(kept(WANTED)), ...asRecord(given) }).filter(
    ([key, what]) => !Object.hasOwn(fields, key) && asRecord(what).inputs === undefined,
  );
  keep(WANTED, later.length === 0 ? undefined : Object.fromEntries(later));
}

/**
 * What the page before has kept; a browser that keeps nothing in a frame knows of none.
 * @param {string} name
 */
function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {object | undefined} what
 */
function keep(name, what) {
  try {
    if (what === undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(what));
  } catch {
    // As above.
  }
}

if (place?.dataset.framed !== undefined && parent !== window) beginFrame(JSON.parse(place.dataset.framed));
