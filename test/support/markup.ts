/** What a page says and asks, found in its HTML. */
import { CSRF_FIELD } from '../../src/web/kit/csrf.ts';

/** A token as the forms of a page carry it; empty where it has none. */
export function csrfIn(html: string): string {
  return html.match(new RegExp(`name="${CSRF_FIELD}" value="([^"]+)"`))?.[1] ?? '';
}

/** The name of the field that stands under a label. @throws when there is none */
export function fieldNamed(html: string, label: string): string {
  const escaped = label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const ofLabel = html.match(new RegExp(`<label for="([^"]+)">${escaped}(?:<|\\s)`))?.[1];
  const ofGroup = html.match(
    new RegExp(`<fieldset class="field" id="([^"]+)"[^>]*><legend>${escaped}<`),
  )?.[1];
  const ofSwitch = html.match(
    new RegExp(`<input[^>]*role="switch"[^>]*\\bid="([^"]+)"[^>]*/>${escaped}<`),
  )?.[1];
  const id = ofLabel ?? ofGroup ?? ofSwitch;
  if (!id) throw new Error(`There is no field ${label}.`);
  return id.replace('field-', '');
}

/** What a browser would send of a form: each field with what stands in it. @param action where the form is sent to */
export function formOf(html: string, action: string): Record<string, string> {
  // A form that only asks may lead to the same address.
  const sent = html.indexOf(`method="post" action="${action}"`);
  const at = sent === -1 ? html.indexOf(`action="${action}"`) : sent;
  if (at === -1) throw new Error(`There is no form for ${action}.`);
  const form = html.slice(at, html.indexOf('</form>', at));
  const fields: Record<string, string> = {};
  for (const [tag, type] of form.matchAll(/<input\b(?:[^>]*\btype="([^"]*)")?[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const isLeftOut = (type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag);
    if (name && name !== CSRF_FIELD && !isLeftOut) fields[name] = attribute(tag, 'value') ?? '';
  }
  for (const [, tag = '', content = ''] of form.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    fields[attribute(tag, 'name') ?? ''] = unescaped(content);
  for (const [, tag = '', content = ''] of form.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const options = [...content.matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((option) => /\sselected/.test(option)) ?? options[0] ?? '';
    fields[attribute(tag, 'name') ?? ''] = attribute(chosen, 'value') ?? '';
  }
  return fields;
}

function attribute(tag: string, name: string): string | undefined {
  const value = tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(text: string): string {
  const letters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name) => letters[name] ?? '');
}

/** The form as a person has filled it in, by label. */
export function filledIn(
  html: string,
  action: string,
  typed: Record<string, string>,
): Record<string, string> {
  const fields = formOf(html, action);
  for (const [label, value] of Object.entries(typed)) {
    const name = fieldNamed(html, label);
    if (value === 'off') delete fields[name];
    else fields[name] = value;
  }
  return fields;
}

/** The titles of the rows of a list. */
export function listedNames(html: string): string[] {
  return [...html.matchAll(/<a class="title" href="[^"]*">([^<]*)</g)].map(([, name = '']) =>
    unescaped(name),
  );
}
