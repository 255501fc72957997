import type { DataSource, InputDeclaration, Params } from '../components/component.ts';
import { isSecret } from '../definition/document/secret-inputs.ts';
import type { PartAnswer } from '../engine/call-part.ts';
import { Secret } from '../lib/crypto.ts';
import { isRecord, own } from '../lib/records.ts';
import type { Actor } from '../models/rights.ts';
import type { Deps } from './kit/deps.ts';

/** For whom a data source is called, and who asks. */
export type Asker = {
  deps: Pick<Deps, 'engine'>;
  actor: Actor;
  customer: { id: string; externalId: string | null; name: string };
  instance?: { id: string; name: string };
  configVars: Record<string, unknown>;
  signal: AbortSignal;
};

/** Calls a data source, with the defaults of its inputs where nothing is given. Never throws. */
export async function callDataSource(asker: Asker, source: DataSource, given: Params): Promise<PartAnswer> {
  const { deps, actor, customer, instance = { id: '', name: '' }, configVars, signal } = asker;
  const params = withDefaults(given, source.inputs);
  const caller = {
    customer: { ...customer, externalId: customer.externalId ?? '' },
    ...{ instance, configVars, signal },
    user: userOf(actor),
    secrets: secretsIn(params, source.inputs),
  };
  return await deps.engine.callPart(caller, source.display.label, async (context) => {
    const { result } = await source.perform(context, params);
    return result;
  });
}

function withDefaults(given: Params, declared: readonly InputDeclaration[]): Params {
  const defaults = declared.flatMap(({ key, default: fallback }) =>
    fallback === undefined ? [] : [[key, fallback]],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

function userOf(actor: Actor) {
  const { name, email } = actor.kind === 'user' ? actor : { name: '', email: '' };
  return { id: actor.kind === 'user' ? actor.id : '', email, name, externalId: '' };
}

/** Texts that are declared as secrets or named like one, also within a connection. */
function secretsIn(params: Params, declared: readonly InputDeclaration[]): Secret[] {
  const known = Object.fromEntries(declared.map((input) => [input.key, input]));
  return Object.entries(params).flatMap(([key, value]) => hidden(key, value, own(known, key)));
}

function hidden(key: string, value: unknown, declared?: InputDeclaration): Secret[] {
  if (isRecord(value)) return Object.entries(value).flatMap(([inner, each]) => hidden(inner, each));
  if (Array.isArray(value)) return value.flatMap((each) => hidden(key, each, declared));
  return typeof value === 'string' && isSecret(key, declared) ? [new Secret(value)] : [];
}
