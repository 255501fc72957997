// Shows the marketplace in a page of another site: for pages that want no library for it.
import { asRecord } from './embedded-records.js';

/** By what it shows, where it is. @type {Record<string, string>} */
const SCREENS = {
  marketplace: 'integration-marketplace',
  integration: 'find-integration-marketplace',
  integrations: 'dashboard',
  activity: 'logs',
  connections: 'customer-connections',
};

const script = document.currentScript;
const home = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin;

/**
 * @param {EmbedOptions} options
 * @returns {Embedded}
 */
function show({ target, token, screen = 'marketplace', query = {}, on, ...wishes }) {
  const place = typeof target === 'string' ? document.querySelector(target) : target;
  if (!place) throw new Error(`There is no ${target} to show the marketplace in.`);
  const frame = document.createElement('iframe');
  const search = new URLSearchParams({ ...query, embed: 'true' });
  if (wishes.theme) search.set('theme', wishes.theme.toUpperCase());
  frame.src = `${home}/${SCREENS[screen]}/?${search}`;
  frame.title = wishes.title ?? 'Integrations';
  frame.allow = 'clipboard-write';
  frame.style.cssText = 'border:0;width:100%;height:100%';

  /**
   * @param {string} event
   * @param {unknown} data
   */
  const say = (event, data) => frame.contentWindow?.postMessage({ event, data }, home);
  const signIn = async () => say('SET_TOKEN', typeof token === 'string' ? token : await token());

  /** @param {MessageEvent<unknown>} message */
  function hear({ source, origin, data }) {
    if (source !== frame.contentWindow || origin !== home) return;
    const { event, data: what } = asRecord(data);
    if (event === 'PRISMATIC_INITIALIZED') {
      say('SET_TRANSLATION', { phrases: wishes.phrases });
      say('SET_SCREEN_CONFIGURATION', wishes.screenConfiguration);
      say('SET_FILTERS', { marketplace: wishes.filters });
      signIn();
    } else if (typeof event === 'string') on?.(event, what);
  }

  addEventListener('message', hear);
  place.replaceChildren(frame);
  return {
    signIn,
    fill: (values) => say('SET_CONFIG_VAR', values),
    close() {
      removeEventListener('message', hear);
      frame.remove();
    },
  };
}

window.stepwell = { show };
