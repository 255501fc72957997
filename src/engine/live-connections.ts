import type { ConnectionDeclaration, ExpiredWhen, Params } from '../components/component.ts';
import { messageOf } from '../lib/errors.ts';
import { asRecord, isRecord, valueAt } from '../lib/records.ts';
import type { Redactor } from '../lib/redact.ts';
import { type Instant, now } from '../lib/time.ts';
import type { ConfigValues } from '../models/config-values.ts';
import { declarationOf } from '../models/connection-oauth.ts';
import { refuseConnection } from '../models/connection-refusals.ts';
import type { Answered, StepOutcome } from './run-step.ts';
import type { RuntimeTools } from './runtime.ts';

type Live = {
  key: string;
  id: string;
  declared: ConnectionDeclaration;
  refreshAt: Instant | null;
  isFirst: boolean;
};

type Failure = Pick<StepOutcome & { ok: false }, 'refused' | 'error'>;

type Stored = Pick<ConfigValues, 'pointed' | 'values'>;

/**
 * The connections of an instance whose tokens can be renewed without a person. All runs that share a runtime share these:
 * what one of them has renewed stands in the values of all.
 */
export class LiveConnections {
  readonly #tools: Pick<RuntimeTools, 'tokens' | 'catalog' | 'store' | 'vault'>;
  readonly #configVars: Record<string, unknown>;
  readonly #reread: () => Promise<Stored>;
  #all: Live[];
  #pointed: Stored['pointed'];

  /** @param reread brings the values up to date and answers what is stored */
  constructor(
    tools: Pick<RuntimeTools, 'tokens' | 'catalog' | 'store' | 'vault'>,
    configVars: Record<string, unknown>,
    stored: Stored,
    reread: () => Promise<Stored>,
  ) {
    this.#tools = tools;
    this.#configVars = configVars;
    this.#reread = reread;
    this.#all = this.#in(stored);
    this.#pointed = stored.pointed;
  }

  /**
   * Notes that a component says that a connection does not work: the one that it names, or else the only one among the
   * params.
   */
  async noteRefusal(params: Params, { refused, error }: Failure, redact: Redactor): Promise<void> {
    if (refused === undefined) return;
    const [used = '', ...others] = usedKeys(params);
    const row = this.#pointed.get(refused || (others.length === 0 ? used : ''));
    if (!row) return;
    const { store, vault } = this.#tools;
    const problem = redact(error.message).slice(0, LONGEST_PROBLEM);
    await store.write((tx) => refuseConnection(tx, vault, row, problem));
  }

  get hasAny(): boolean {
    return this.#all.length > 0;
  }

  /** Renews those that end soon. @returns undefined where there is none, so that nobody waits for it */
  renewDue(tell: (message: string) => void): Promise<void> | undefined {
    if (this.#all.length === 0) return undefined;
    const at = now();
    const due = this.#all.filter(({ refreshAt, isFirst }) =>
      refreshAt === null ? isFirst : refreshAt <= at,
    );
    return due.length === 0 ? undefined : this.#renewAll(due, tell);
  }

  /**
   * Renews the one among the params of a step whose token the other system has refused.
   * @returns its key; undefined where nothing was refused, or no other token came
   */
  async renewRefused(params: Params, answered: Answered | undefined): Promise<string | undefined> {
    const { tokens } = this.#tools;
    if (answered === undefined || !tokens) return undefined;
    const used = usedKeys(params);
    const live = this.#all.find(({ key }) => used.includes(key));
    if (!live || !saysExpired(live.declared.expiredWhen, answered)) return undefined;
    const refused = this.#tokenOf(live);
    try {
      await tokens.renewed(live.id, { refused });
    } catch {
      return undefined;
    } finally {
      await this.#refresh();
    }
    return this.#tokenOf(live) === refused ? undefined : live.key;
  }

  async #renewAll(due: Live[], tell: (message: string) => void): Promise<void> {
    const { tokens } = this.#tools;
    const renew = async ({ id, key }: Live) => {
      await tokens
        ?.renewed(id, 'due')
        .catch((error) => tell(`No other token for ${key}: ${messageOf(error)}`));
    };
    await Promise.all(due.map(renew));
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const stored = await this.#reread();
    this.#all = this.#in(stored);
    this.#pointed = stored.pointed;
  }

  #tokenOf({ key }: Live): unknown {
    return asRecord(asRecord(this.#configVars[key]).token).access_token;
  }

  #in({ pointed, values }: Stored): Live[] {
    const { tokens, catalog } = this.#tools;
    if (!tokens) return [];
    return [...pointed].flatMap(([key, row]) => {
      const declared = declarationOf(catalog, row);
      const token = asRecord(asRecord(values.get(key)).token);
      const isOfClient = declared?.oauth2Type === 'client_credentials';
      const isRenewable = isOfClient || typeof token.refresh_token === 'string';
      if (!declared?.oauth2Type || !isRenewable || row.state !== 'active') return [];
      const isFirst = isOfClient && token.access_token === undefined;
      return [{ key, id: row.id, declared, refreshAt: row.refreshAt, isFirst }];
    });
  }
}

const LONGEST_PROBLEM = 1000;

/** The config variables of the connections among these params. */
function usedKeys(params: Params): string[] {
  return Object.values(params).flatMap((value) =>
    isRecord(value) && typeof value.configVarKey === 'string' ? [value.configVarKey] : [],
  );
}

const REFUSED = [401];

function saysExpired(
  { statuses = REFUSED, path, values = [] }: ExpiredWhen = {},
  { status, body }: Answered,
): boolean {
  if (status !== undefined && statuses.includes(status)) return true;
  return path !== undefined && values.includes(String(valueAt(body, path)));
}
