import * as v from 'valibot';
import type { DataSource } from '../../components/component.ts';
import type { CompiledConfigVariable, CompiledValue } from '../../definition/compile/compiled.ts';
import type { Question, VariableQuestion } from '../../definition/read/questions.ts';
import { withSource } from '../../inputs/source.ts';
import { BoundedCache } from '../../lib/bounded-cache.ts';
import { MB } from '../../lib/bytes.ts';
import { hashToken } from '../../lib/crypto.ts';
import { asRecord } from '../../lib/records.ts';
import { ANEW } from '../../lib/ui/held-fields.ts';
import { checkConfigVariables, runtimeValue } from '../../models/config-variables.ts';
import type { User } from '../../models/rights.ts';
import { callDataSource } from '../data-source-call.ts';
import type { Deps } from '../kit/deps.ts';
import type { Form, FormErrors } from '../kit/form.ts';
import { configAnswers } from './form-answers.ts';

/** What a data source offers for a config variable, or why nothing is there yet. */
export type Offer =
  /** `isFormer`: it is what stands in the form that was made from it, although there is something else by now. */
  | { state: 'ready'; result: unknown; isFormer?: true }
  | { state: 'failed'; message: string }
  /** Nobody has asked yet. */
  | { state: 'waiting' }
  /** Its inputs are config variables that have no value. */
  | { state: 'needs'; keys: string[] };

/** By config variable; those without a data source that is known here have none. */
export type Offers = ReadonlyMap<string, Offer>;

export type OfferAsker = {
  deps: Deps;
  user: User;
  request: Request;
  customer: { id: string; externalId: string | null; name: string };
  instance: { id: string; name: string };
  questions: VariableQuestion[];
  /** Those that stand in the form, where it has not all of them. */
  inForm?: VariableQuestion[];
  /** Values as they are stored, secrets too, and as they are shown. */
  stored: ReadonlyMap<string, unknown>;
  shown: Record<string, unknown>;
  /** What stands in the form, which may be more than is stored. */
  form: Form | undefined;
};

/** Which data sources are called: none but for what is known already, all, or one of them anew by its field. */
export type Calls = 'none' | 'all' | { of: string };

/** Of the address of a form that is printed again: whose data source is called. */
export const formQuery = { of: v.optional(v.string()) };

/** What data sources have answered in the session, by all that they were asked with. */
const known = new BoundedCache<{ result: unknown; bytes: number }>({
  most: 1000,
  size: { most: 32 * MB, of: ({ bytes }) => bytes },
});

/** What is offered for the config variables of a form. Never throws. */
export async function offersFor(asker: OfferAsker, calls: Calls): Promise<Offers> {
  const { inForm = asker.questions } = asker;
  const sourced = inForm.flatMap((question) => {
    const source = sourceOf(asker.deps, question.variable);
    return source ? [{ ...question, source }] : [];
  });
  if (sourced.length === 0) return new Map();
  const values = runtimeValues(asker);
  const offers = sourced.map(async ({ source, ...question }): Promise<[string, Offer]> => {
    const offer = await offerFor(asker, calls, values, { source, ...question });
    return [question.variable.key, formerOf(asker, question, offer) ?? offer];
  });
  return new Map(await Promise.all(offers));
}

/** What its data source answers now, or has answered to the same before. */
async function offerFor(
  asker: OfferAsker,
  calls: Calls,
  values: Record<string, unknown>,
  { variable, asked, source }: VariableQuestion & { source: DataSource },
): Promise<Offer> {
  const missing = sourceKeys(variable).filter((key) => !isThere(values[key]));
  if (missing.length > 0) return { state: 'needs', keys: missing };
  const params = Object.fromEntries(variable.inputs.map(({ key, value }) => [key, given(value, values)]));
  const isFresh = typeof calls === 'object' && calls.of === asked.name;
  const place = placeOf(asker, variable, params);
  const before = isFresh ? undefined : known.renew(place);
  if (before) return { state: 'ready', result: before.result };
  if (calls !== 'all' && !isFresh) return { state: 'waiting' };
  const { deps, user: actor, customer, instance, request } = asker;
  const who = { deps, actor, customer, instance, configVars: values, signal: request.signal };
  const called = await callDataSource(who, source, params);
  if (!called.ok) return { state: 'failed', message: called.error.message };
  const { result } = called;
  const kept = { result, bytes: JSON.stringify(result).length };
  known.set(place, kept);
  const stamp = resetOf(variable) === 'prompt' ? stampFor(asked, result) : undefined;
  if (stamp !== undefined) known.set(placeOf(asker, variable, { stamp }), kept);
  return { state: 'ready', result };
}

/** With `dataSourceReset: prompt` what was answered to a former offer stays, until whoever answers begins anew. */
function formerOf(asker: OfferAsker, { variable, asked }: VariableQuestion, offer: Offer): Offer | undefined {
  const stamp = asker.form?.text(`${asked.name}.stamp`) ?? '';
  const isKept = resetOf(variable) === 'prompt' && stamp !== '' && asker.form?.text(ANEW) !== asked.name;
  if (!isKept || offer.state === 'failed' || offer.state === 'needs') return undefined;
  if (offer.state === 'ready' && stampFor(asked, offer.result) === stamp) return undefined;
  const former = known.renew(placeOf(asker, variable, { stamp }));
  return former && { state: 'ready', result: former.result, isFormer: true };
}

/** What becomes of an answer when there is something else to choose from. */
export function resetOf({ declaration }: CompiledConfigVariable): unknown {
  const { meta, dataSourceReset = asRecord(meta).dataSourceReset } = declaration;
  return asRecord(dataSourceReset).mode ?? dataSourceReset;
}

/** Tells one offer from another, as the fields of a form do that were made from it. */
function stampFor(asked: Question, result: unknown): string | undefined {
  const control = asked.kind.control(undefined, withSource(asked, result), undefined);
  return 'stamp' in control ? control.stamp : undefined;
}

/** The questions with what is offered for them. */
export function withOffers(questions: VariableQuestion[], offers: Offers): VariableQuestion[] {
  return questions.map((question) => {
    const offer = offers.get(question.variable.key);
    return offer?.state === 'ready'
      ? { ...question, asked: withSource(question.asked, offer.result) }
      : question;
  });
}

/** Fields that were chosen from an offer which cannot be had again: what stands in them says nothing without it. */
export function unreadErrors(questions: VariableQuestion[], offers: Offers, form: Form): FormErrors {
  const unread = questions.flatMap(({ variable, asked }) => {
    const offer = offers.get(variable.key);
    const isChosen = form.text(`${asked.name}.stamp`) !== '';
    return offer && offer.state !== 'ready' && isChosen
      ? [[asked.name, `${asked.label}: ${messageOf(offer)}`]]
      : [];
  });
  return Object.fromEntries(unread);
}

/** Why nothing is there to choose from. */
export function messageOf(offer: Offer): string {
  if (offer.state === 'failed') return `The choices could not be loaded: ${offer.message}`;
  return offer.state === 'needs' ? `Fill in ${offer.keys.join(' and ')} first, then load the choices.` : '';
}

/** The config variables that a data source is asked with. */
export function sourceKeys({ inputs }: CompiledConfigVariable): string[] {
  return [...new Set(inputs.flatMap(({ value }) => namedBy(value)))];
}

/** Names of the fields whose values a data source is asked with. */
export function watchedBy(variable: CompiledConfigVariable, questions: VariableQuestion[]): string[] {
  const keys = new Set(sourceKeys(variable));
  return questions.flatMap(({ asked }) => (keys.has(asked.key) ? asked.name : []));
}

function sourceOf({ catalog }: Deps, { declaration, connection }: CompiledConfigVariable) {
  const { key, component } = asRecord(declaration.dataSource);
  const { key: componentKey } = asRecord(component);
  if (connection || typeof key !== 'string' || typeof componentKey !== 'string') return undefined;
  return catalog.dataSource({ component: { ...asRecord(component), key: componentKey }, key });
}

/** What steps would receive: the stored values, and those that stand in the form over them. */
function runtimeValues({
  questions,
  inForm = questions,
  stored,
  shown,
  form,
}: OfferAsker): Record<string, unknown> {
  const variables = questions.map(({ variable }) => variable);
  const typed = form ? configAnswers(inForm, form, shown).given : {};
  const { values } = checkConfigVariables(variables, typed, stored);
  const held = (key: string) => (values.has(key) ? values.get(key) : stored.get(key));
  return Object.fromEntries(variables.map((each) => [each.key, runtimeValue(each, held(each.key))]));
}

/** A connection without a field and without a token is none. */
function isThere(value: unknown): boolean {
  if (value === undefined || value === '') return false;
  const { fields, token } = asRecord(value);
  return fields === undefined || token !== undefined || Object.keys(asRecord(fields)).length > 0;
}

/** The config variables that a value is made of. */
function namedBy(value: CompiledValue): string[] {
  if (value.kind === 'configVar') return [value.key];
  if (value.kind !== 'template') return value.kind === 'list' ? value.items.flatMap(namedBy) : [];
  return value.parts.flatMap((part) => (typeof part === 'string' ? [] : namedBy(part)));
}

function given(value: CompiledValue, values: Record<string, unknown>): unknown {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'configVar':
      return values[value.key];
    case 'template':
      return value.parts
        .map((part) => (typeof part === 'string' ? part : String(given(part, values) ?? '')))
        .join('');
    case 'list':
      return value.items.map((item) => given(item, values));
    case 'pairs':
      return value.items.map((item) => ({ key: given(item.name, values), value: given(item.value, values) }));
    default:
      // There are no steps whose results it could refer to.
      return undefined;
  }
}

/** Nobody else's session, customer, variable or input has the same one; it says nothing of the secrets among them. */
function placeOf({ user, customer }: OfferAsker, variable: CompiledConfigVariable, params: unknown): string {
  const { dataSource } = variable.declaration;
  return hashToken(JSON.stringify([user.session, customer.id, variable.key, dataSource, params]));
}
