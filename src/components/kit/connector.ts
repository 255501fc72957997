import type { Action, Component, ConnectionDeclaration, InputDeclaration, Trigger } from '../component.ts';
import { byKey } from '../records.ts';
import { type ActionRow, callAction, callSource, rawRequest, type SourceRow } from './calls.ts';
import { connectionInput } from './connections.ts';
import { ask, type Service } from './service.ts';

/** What a connector is made of, once somebody asks for it. */
export type Parts = {
  service: Service;
  connections: readonly ConnectionDeclaration[];
  actions: readonly ActionRow[];
  /** Actions that ask nothing of the service. */
  others?: readonly Action[];
  sources?: readonly SourceRow[];
  triggers?: readonly Trigger[];
  /** Inputs that each of its actions has at the end. */
  options?: readonly InputDeclaration[];
  /** Inputs that all that is asked of the service has at the end: actions, data sources and the raw request. */
  everywhere?: readonly InputDeclaration[];
  /** A call that shows whom the connection belongs to. */
  check?: { path: string; method?: string; who(data: unknown): string };
  /** Whether it has no raw request: what is asked of it is more than a path. */
  hasNoRawRequest?: boolean;
};

type About = { key: string; label: string; description: string; category: string };

/**
 * A component for a service with an HTTP API. Its tables are made with the first look at them: a start makes none, and an
 * installation keeps only those in memory that it uses. Where an organization wants more of the service, a bundle of the same
 * key stands in its place.
 */
export function connector({ key, ...display }: About, parts: () => Parts): Component {
  let made: Made | undefined;
  const all = () => {
    made ??= madeOf(parts());
    return made;
  };
  return {
    key,
    public: true,
    isReplaceable: true,
    display,
    get actions() {
      return all().actions;
    },
    get triggers() {
      return all().triggers;
    },
    get dataSources() {
      return all().dataSources;
    },
    get connections() {
      return all().connections;
    },
  };
}

type Made = Pick<Component, 'actions' | 'triggers' | 'dataSources' | 'connections'>;

function madeOf(parts: Parts): Made {
  const { service, everywhere = [], actions, sources = [], triggers = [], connections } = parts;
  const options = [...everywhere, ...(parts.options ?? [])];
  const connection = connectionInput(service.connectionKey, `The connection to ${service.label}.`);
  const raw = parts.hasNoRawRequest ? [] : [rawRequest(service, everywhere, connection)];
  return {
    actions: byKey([
      ...actions.map((row) => callAction(service, options, connection, row)),
      ...(parts.others ?? []),
      ...raw,
    ]),
    triggers: byKey([...triggers]),
    dataSources: byKey(sources.map((row) => callSource(service, everywhere, connection, row))),
    connections: connections.map((declared) => withCheck(declared, parts)),
  };
}

function withCheck(declared: ConnectionDeclaration, { service, check }: Parts): ConnectionDeclaration {
  if (!check || declared.check) return declared;
  const { path, method = 'GET', who } = check;
  return {
    ...declared,
    async check(context, connection) {
      const { data } = await ask(service, context, { [service.connectionKey]: connection }, { method, path });
      return { message: `Connected as ${who(data)}` };
    },
  };
}
