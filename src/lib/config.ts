import { resolve } from 'node:path';
import * as v from 'valibot';
import { AppError, type Issue } from './errors.ts';
import { nearest } from './nearest.ts';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'));
const whole = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
  );
const list = v.pipe(
  v.string(),
  v.transform((value) => value.split(',').flatMap((part) => part.trim() || [])),
);
const url = v.pipe(
  text,
  v.check((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) URL'),
  v.transform((value) => value.replace(/\/+$/, '')),
);

const smtp = v.pipe(
  text,
  v.check((value) => /^smtps?:\/\//.test(value) && URL.canParse(value), 'must be an smtp(s) URL'),
);

const headers = v.pipe(
  v.string(),
  v.check(
    (value) => pairsOf(value).every(([name]) => /^[\w-]+$/.test(name)),
    'must be name=value,name=value',
  ),
  v.transform((value) => Object.fromEntries(pairsOf(value))),
);

function pairsOf(text: string): [name: string, value: string][] {
  return text.split(',').flatMap((part) => {
    const at = part.indexOf('=');
    const pair: [string, string] = [part.slice(0, Math.max(0, at)).trim(), part.slice(at + 1).trim()];
    return part.trim() === '' ? [] : [pair];
  });
}

/** Every setting: its environment variable, and by the same name in kebab case its flag (`STEPWELL_PORT`, `--port`). */
const SETTINGS = {
  STEPWELL_DATA: v.optional(
    v.pipe(
      text,
      v.transform((path) => resolve(path)),
    ),
    './data',
  ),
  STEPWELL_PORT: v.optional(whole(0, 65535), '8080'),
  STEPWELL_HOST: v.optional(text, '127.0.0.1'),
  STEPWELL_URL: v.optional(url),
  STEPWELL_KEY: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits (32 random bytes)')),
  ),
  STEPWELL_ADMIN_TOKEN: v.optional(v.pipe(text, v.minLength(16, 'must have at least 16 characters'))),
  STEPWELL_SMTP: v.optional(smtp),
  STEPWELL_SMTP_FROM: v.optional(v.pipe(text, v.regex(/@/, 'must be an e-mail address, or Name <address>'))),
  STEPWELL_OTLP_ENDPOINT: v.optional(url),
  STEPWELL_OTLP_HEADERS: v.optional(headers),
  STEPWELL_EGRESS_ALLOW: v.optional(list, ''),
  STEPWELL_SANDBOX: v.optional(
    v.picklist(['required', 'auto', 'off'], 'must be required, auto or off'),
    'auto',
  ),
  STEPWELL_TRUSTED_PROXIES: v.optional(list, ''),
  STEPWELL_LOG: v.optional(v.picklist(['pretty', 'json'], 'must be pretty or json'), 'pretty'),
  STEPWELL_DATABASE: v.optional(v.picklist(['sqlite', 'postgres'], 'must be sqlite'), 'sqlite'),
  STEPWELL_MAX_EXECUTIONS: v.optional(whole(1, 10_000), '250'),
  STEPWELL_MAX_EXECUTIONS_PER_CUSTOMER: v.optional(whole(1, 10_000)),
  STEPWELL_MAX_EXECUTIONS_PER_INSTANCE: v.optional(whole(1, 10_000), '10'),
  STEPWELL_MAX_QUEUED_PER_INSTANCE: v.optional(whole(1, 100_000_000), '250000'),
  STEPWELL_MAX_STORED_MB_PER_CUSTOMER: v.optional(whole(0, 100_000_000), '2048'),
  STEPWELL_MAX_RUN_SECONDS: v.optional(whole(1, 86_400), '900'),
  STEPWELL_MAX_RESULT_MB: v.optional(whole(1, 500), '32'),
  STEPWELL_MAX_STATE_MB: v.optional(whole(1, 1024), '64'),
  STEPWELL_MAX_BODY_MB: v.optional(whole(1, 512), '6'),
  STEPWELL_MAX_ATTACHMENT_MB: v.optional(whole(1, 1024), '50'),
  STEPWELL_MAX_LOOP_ITERATIONS: v.optional(whole(1, 1_000_000), '10000'),
  STEPWELL_MAX_STEPS: v.optional(whole(1, 10_000_000), '100000'),
  STEPWELL_MAX_LOG_LINES: v.optional(whole(1, 1_000_000), '10000'),
  STEPWELL_MAX_LOG_MB: v.optional(whole(1, 1024), '16'),
  STEPWELL_MAX_CROSS_FLOW_DEPTH: v.optional(whole(1, 1000), '20'),
  STEPWELL_MAX_CROSS_FLOW_EXECUTIONS: v.optional(whole(1, 10_000_000), '10000'),
  STEPWELL_SYNC_SECONDS: v.optional(whole(1, 600), '30'),
  STEPWELL_SYNC_ANSWER: v.optional(
    v.picklist(['direct', 'redirect'], 'must be direct or redirect'),
    'direct',
  ),
  STEPWELL_CODE_SECONDS: v.optional(whole(1, 900), '60'),
  /** For tests of crashes: the point at which the process ends itself (`lib/crash.ts`). */
  STEPWELL_CRASH_AT: v.optional(text),
  /** For tests of a clock that jumps: a file (`lib/clock-file.ts`). */
  STEPWELL_CLOCK_FILE: v.optional(text),
  STEPWELL_KEEP_SUCCEEDED_DAYS: v.optional(whole(1, 3650), '14'),
  STEPWELL_KEEP_FAILED_DAYS: v.optional(whole(1, 3650), '30'),
  STEPWELL_KEEP_DATA_DAYS: v.optional(whole(0, 3650), '0'),
  STEPWELL_KEEP_FREE_MB: v.optional(whole(0, 1_000_000), '128'),
  STEPWELL_BALLAST_MB: v.optional(whole(0, 10_000), '64'),
  STEPWELL_STOP_SECONDS: v.optional(whole(0, 600), '25'),
} as const;

type SettingName = keyof typeof SETTINGS;
const SettingsSchema = v.object(SETTINGS);
export type Settings = v.InferOutput<typeof SettingsSchema>;

export const SETTING_NAMES = Object.keys(SETTINGS).filter(isSettingName);

function isSettingName(name: string): name is SettingName {
  return name in SETTINGS;
}

/** `STEPWELL_ADMIN_TOKEN` → `admin-token`, the name of its flag. */
export function flagOf(name: string): string {
  return name
    .replace(/^STEPWELL_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/**
 * Settings from flags over the environment over defaults.
 * @param flags by flag name without dashes; names that are no setting must have been taken out before
 * @throws AppError `invalid` with one issue per wrong value or unknown `STEPWELL_…` name
 */
export function readSettings(
  flags: Record<string, string>,
  environment: Record<string, string | undefined>,
): Settings {
  const given: Record<string, string> = {};
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('STEPWELL_') || value === undefined) continue;
    if (isSettingName(name)) given[name] = value;
    else issues.push({ path: name, message: unknown(name, SETTING_NAMES) });
  }
  const flagNames = new Map(SETTING_NAMES.map((name) => [flagOf(name), name]));
  for (const [flag, value] of Object.entries(flags)) {
    const name = flagNames.get(flag);
    if (name) given[name] = value;
    else
      issues.push({
        path: `--${flag}`,
        message: unknown(
          `--${flag}`,
          [...flagNames.keys()].map((key) => `--${key}`),
        ),
      });
  }
  const parsed = v.safeParse(SettingsSchema, given);
  for (const issue of parsed.issues ?? []) {
    const path = v.getDotPath(issue) ?? '';
    issues.push({ path, message: `${path} ${issue.message}.` });
  }
  if (!parsed.success || issues.length > 0) {
    throw new AppError('invalid', issues.map((issue) => issue.message).join('\n'), issues);
  }
  return parsed.output;
}

/** Where others reach the server, without a slash at its end: as it is set, or by its own host and port. */
export function baseUrl(
  { STEPWELL_URL: url, STEPWELL_HOST: host }: Pick<Settings, 'STEPWELL_URL' | 'STEPWELL_HOST'>,
  port: number,
): string {
  // An address of IPv6 has colons of its own.
  return url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Where Stepwell itself answers, as entries of the allow list of foreign code, which calls its own flows by their
 * webhooks: the address that we listen on, and the public one, each with its one port. A socket has no path, so all that
 * is served there is in reach: our pages and API ask code for a session or token as they ask anybody, and a proxy at the
 * public address answers for whatever else it has.
 */
export function ownAddresses(settings: Settings, port: number): string[] {
  const { STEPWELL_HOST: host } = settings;
  const url = new URL(baseUrl(settings, port));
  const listening = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return [
    `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`,
    `${listening.includes(':') ? `[${listening}]` : listening}:${port}`,
  ];
}

/** How many executions of one customer run at once: half of all, unless it is set. */
export function executionsPerCustomer(settings: Settings): number {
  return settings.STEPWELL_MAX_EXECUTIONS_PER_CUSTOMER ?? Math.ceil(settings.STEPWELL_MAX_EXECUTIONS / 2);
}

function unknown(name: string, known: string[]): string {
  const meant = nearest(name, known);
  return `${name} is not a setting.${meant ? ` Did you mean ${meant}?` : ' `stepwell help` lists them.'}`;
}

/** The process's environment: read here and nowhere else. */
export function environment(): Record<string, string | undefined> {
  return process.env;
}

/** The SQL dialect, chosen once at start, before any table is described (`db/columns.ts`). */
export function databaseDialect(): 'sqlite' | 'postgres' {
  return environment().STEPWELL_DATABASE === 'postgres' ? 'postgres' : 'sqlite';
}
