import { NewConfigPage } from '../../../../views/designer/new-config-page.tsx';
import type { ConfigPage, Definition } from '../../../definition/document/schema.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { inOneLine, withPlainEnds } from '../../../lib/plain-ends.ts';
import { typed } from '../../../models/fields.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { noticeOf } from '../../kit/flash.ts';
import { checkForm, type Form, type FormErrors } from '../../kit/form.ts';
import { handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { configurationPage } from './configuration-page.tsx';
import { doneInDraft, type Sent, seenDraft } from './seen-edit.tsx';

const pageFields = {
  name: typed.name('Type a name, for example Your shop.'),
  tagline: typed.description,
};

export const showNewConfigPage = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), 'configuration');
  const { revision } = await getIntegration(deps.store.read, param('id'));
  return show(<NewConfigPage {...{ frame, integration, revision }} values={{}} errors={{}} />);
});

export const submitNewConfigPage = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, frame, user } = visit;
  const sent = { ...visit, form, id: param('id') };
  const pages = (await seenDraft(sent)).configPages ?? [];
  const checked = checkForm(pageFields, form);
  const errors = checked.ok ? nameTaken(pages, checked.output.name) : checked.errors;
  if (!checked.ok || errors.name !== undefined) {
    const integration = await integrationFrame(deps, user, sent.id, 'configuration');
    const { revision } = await getIntegration(deps.store.read, sent.id);
    const shown = { frame, integration, revision, values: form.values, errors };
    return show(<NewConfigPage {...shown} />, 422);
  }
  const { name, tagline } = checked.output;
  const isOfUsers = form.text('users') !== '';
  const page: ConfigPage = { name, tagline, ...(isOfUsers && { userLevelConfigured: true }), elements: [] };
  return await set(sent, [...pages, page], name);
});

/** Two pages of one name could not be told from each other. */
function nameTaken(pages: readonly ConfigPage[], name: string, own?: ConfigPage): FormErrors {
  const isTaken = pages.some((page) => page !== own && page.name === name);
  return isTaken ? { name: `There is a page ${name} already: choose another name.` } : {};
}

/** Makes these the pages, and leads to the one of that name. */
async function set(sent: Sent, pages: ConfigPage[], name: string) {
  return await doneInDraft(sent, [{ kind: 'set-config-pages', pages }], pageLink(sent.id, name));
}

function pageLink(id: string, name: string) {
  return ({ configPages }: Definition): string => {
    const at = (configPages ?? []).findIndex((page) => page.name === name);
    return at === -1 ? links.integrationConfiguration(id) : links.configPage(id, at + 1);
  };
}

/** The page that a form is about, among all of them. @throws AppError `not_found` */
async function placeOf(sent: Sent) {
  const pages = (await seenDraft(sent)).configPages ?? [];
  const position = Number(sent.form.text('at') || Number.NaN);
  const page = pages[position];
  if (page) return { pages, position, page };
  throw new AppError('not_found', 'The page is no longer there.');
}

const replaced = (pages: ConfigPage[], position: number, page: ConfigPage) =>
  pages.map((each, index) => (index === position ? page : each));

export const submitConfigPage = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { pages, position, page } = await placeOf(sent);
  const typed = { name: form.text('name'), tagline: form.text('tagline') };
  const errors = pageErrors(pages, page, form);
  if (Object.keys(errors).length > 0) {
    const { definition } = await getDraft(visit.deps.store.read, sent.id);
    const at = definition.configPages?.findIndex(({ name }) => name === page.name) ?? -1;
    const refused = { errors, typed: form.values };
    return show(await configurationPage(visit, sent.id, { page: String(at + 1) }, undefined, refused), 422);
  }
  const changed = changedPage(page, typed, form);
  return await set(sent, replaced(pages, position, changed), changed.name);
});

/** What is wrong with what is changed; what a file has written otherwise than we would is left as it is. */
function pageErrors(pages: readonly ConfigPage[], page: ConfigPage, form: Form): FormErrors {
  const checked = checkForm(pageFields, form);
  const errors: FormErrors = checked.ok ? {} : checked.errors;
  const isRenamed = inOneLine(form.text('name')) !== inOneLine(page.name);
  const isSaidAnew = withPlainEnds(form.text('tagline')) !== withPlainEnds(page.tagline ?? '').trim();
  return {
    ...(isRenamed && { ...nameTaken(pages, form.text('name'), page), ...only(errors, 'name') }),
    ...(isSaidAnew && only(errors, 'tagline')),
  };
}

const only = (errors: FormErrors, field: string): FormErrors =>
  errors[field] === undefined ? {} : { [field]: errors[field] };

/** What the form leaves as it was printed stays the very same. */
function changedPage(page: ConfigPage, typed: { name: string; tagline: string }, form: Form): ConfigPage {
  const { name, tagline, userLevelConfigured } = page;
  const isOfUsers = form.text('users') !== '';
  const elements = changedTexts(page.elements ?? [], form);
  const said = withPlainEnds(typed.tagline);
  return {
    ...page,
    ...(inOneLine(typed.name) !== inOneLine(name) && { name: typed.name }),
    ...(said !== withPlainEnds(tagline ?? '').trim() && { tagline: said }),
    ...(isOfUsers !== (userLevelConfigured === true) && { userLevelConfigured: isOfUsers }),
    ...(elements !== undefined && { elements }),
  };
}

/** Texts that were emptied go, and another one comes last; undefined where all is as it was. */
function changedTexts(before: NonNullable<ConfigPage['elements']>, form: Form) {
  let isChanged = false;
  const elements = before.flatMap((element, index) => {
    const typed = form.values[`text.${index}`];
    const isText = element.type === 'htmlElement' && typed !== undefined;
    if (!isText || withPlainEnds(typed) === withPlainEnds(element.value ?? '')) return [element];
    isChanged = true;
    return typed.trim() === '' ? [] : [{ ...element, value: withPlainEnds(typed) }];
  });
  const another = withPlainEnds(form.text('text'));
  if (another !== '') return [...elements, { type: 'htmlElement', value: another }];
  return isChanged ? elements : undefined;
}

/** The list with the item at a place moved by one; the same order at an end. */
function moved<Item>(items: Item[], from: number, by: 1 | -1): Item[] {
  const [item, other] = [items[from], items[from + by]];
  if (item === undefined || other === undefined) return items;
  return items.map((each, index) => (index === from ? other : index === from + by ? item : each));
}

export const submitConfigPageMove = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { pages, position, page } = await placeOf(sent);
  return await set(sent, moved(pages, position, form.text('way') === 'up' ? -1 : 1), page.name);
});

/** The variables of a page that goes stay, on no page. */
export const submitConfigPageRemoval = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { pages, position, page } = await placeOf(sent);
  const left = pages.filter((_, index) => index !== position);
  const isElsewhere = (key: string | null | undefined) =>
    left.some(({ elements }) => elements?.some(({ type, value }) => type === 'configVar' && value === key));
  const off = (page.elements ?? []).filter(({ type, value }) => type === 'configVar' && !isElsewhere(value));
  const rest =
    off.length === 0 ? '' : ' Its variables are kept, and stand on no page now: choose another for each.';
  const told = noticeOf(visit.deps.vault, `The page ${page.name} was deleted.${rest}`);
  return await doneInDraft(sent, [{ kind: 'set-config-pages', pages: left }], () =>
    links.integrationConfiguration(sent.id, { told }),
  );
});

/** Moves what stands on a page up or down, or takes it off. */
export const submitConfigElements = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { pages, position, page } = await placeOf(sent);
  const before = page.elements ?? [];
  const way = (['up', 'down', 'off'] as const).find((each) => form.values[each] !== undefined);
  const at = Number(form.text(way ?? 'up') || Number.NaN);
  if (way === undefined || !before[at])
    throw new AppError('bad_request', 'There is nothing at that place of the page. Open the page again.');
  const elements =
    way === 'off' ? before.filter((_, index) => index !== at) : moved(before, at, way === 'up' ? -1 : 1);
  const all = replaced(pages, position, { ...page, elements });
  const { variable } = form.values;
  if (variable === undefined) return await set(sent, all, page.name);
  return await doneInDraft(sent, [{ kind: 'set-config-pages', pages: all }], () =>
    links.variable(sent.id, variable),
  );
});
