/*
 * The compiled binary under test: started on 127.0.0.1 with a port of the system's choice and a data folder of its own,
 * driven by HTTP. Whatever a test starts or makes here is ended and removed by `cleanUp`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dir, '../..');
export const BINARY = join(ROOT, 'dist/stepwell');
/** What the tests open the API with. */
export const TOKEN = 'the-owner-of-this-test-run';

const children = new Set<Bun.Subprocess>();
const folders = new Set<string>();

/** A new empty folder, removed at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  folders.add(folder);
  return folder;
}

/** For `afterAll`: ends what is still running and removes the folders. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([...children].map((child) => child.exited));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

/** Polls until the condition gives something; what it gives. @throws after so many seconds, saying what did not come */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  seconds = 60,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (let pause = 1; ; pause = Math.min(pause * 2, 60)) {
    const value = await condition();
    if (value !== undefined && value !== false && value !== null) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} seconds in vain for: ${what}`);
    await Bun.sleep(pause);
  }
}

let isFresh = false;

/** Builds the binary where it is missing or older than what it is made of; looked at once. */
export function ensureBinary(): void {
  if (isFresh) return;
  isFresh = true;
  const sources = ['src', 'views', 'migrations', 'public', 'package.json'].map((name) => join(ROOT, name));
  if (existsSync(BINARY) && statSync(BINARY).mtimeMs >= Math.max(...sources.map(newest))) return;
  const built = Bun.spawnSync([process.execPath, 'src/tools/build.ts'], { cwd: ROOT, stderr: 'pipe' });
  if (built.exitCode !== 0) throw new Error(`The binary cannot be built:\n${built.stderr.toString()}`);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(stat.mtimeMs, ...names.map((name) => statSync(join(path, name)).mtimeMs));
}

export type Start = {
  dataFolder?: string;
  env?: Record<string, string>;
  /** Words of the command line; flags of `serve` when they are left out. */
  args?: string[];
  cwd?: string;
  /** Another executable than the one under test. */
  binary?: string;
};

/** Starts the binary with nothing of this process's environment but what a user's shell would have. */
export function launch(options: Start): Bun.Subprocess<'ignore', 'pipe', 'pipe'> {
  if (options.binary === undefined) ensureBinary();
  const env = { PATH: process.env.PATH ?? '', HOME: tmpdir(), STEPWELL_LOG: 'json', ...options.env };
  const child = Bun.spawn([options.binary ?? BINARY, ...(options.args ?? [])], {
    cwd: options.cwd ?? tmpdir(),
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  children.add(child);
  void child.exited.then(() => children.delete(child));
  return child;
}

export type Ran = { code: number; stdout: string; stderr: string; bytes: Uint8Array<ArrayBuffer> };

/** Runs a command such as `check` to its end. */
export async function command(args: string[], options: Omit<Start, 'args'> = {}): Promise<Ran> {
  const data = options.dataFolder === undefined ? {} : { STEPWELL_DATA: options.dataFolder };
  const child = launch({ ...options, args, env: { ...data, ...options.env } });
  const [bytes, stderr] = await Promise.all([child.stdout.bytes(), child.stderr.text()]);
  const code = await child.exited;
  return { code, bytes, stdout: new TextDecoder().decode(bytes), stderr };
}

export type Answer = { status: number; headers: Headers; text: string; json: unknown };

export type Server = {
  url: string;
  token: string;
  pid: number;
  dataFolder: string;
  /** What the process has written so far, a line each; of JSON lines the message. */
  log: string[];
  /** Everything that it has written, as it was written. */
  output(): string;
  /** Calls the API: `path` is below /api/v1; an object is sent as JSON, a text as YAML. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Asks it to stop as systemd would, and answers its exit code. */
  stop(): Promise<number>;
  kill9(): Promise<void>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
  /** How it ended: the exit code, or the name of the signal that killed it. */
  ended: Promise<number | string>;
};

/** Starts the server and waits until it says where it runs. @throws when it ends before */
export async function start(options: Start = {}): Promise<Server> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const child = launch({
    ...options,
    args: options.args ?? ['--no-sample'],
    env: { STEPWELL_DATA: dataFolder, STEPWELL_PORT: '0', STEPWELL_ADMIN_TOKEN: TOKEN, ...options.env },
  });
  const log: string[] = [];
  const chunks: string[] = [];
  void collect(child.stdout, chunks, log);
  void collect(child.stderr, chunks, log);
  let end: number | string | undefined;
  const ended = child.exited.then((code) => {
    end = child.signalCode ?? code;
    return end;
  });
  const url = await until('the server to say where it runs', () => {
    if (end !== undefined) throw new Error(`The server ended (${end}) at its start:\n${chunks.join('')}`);
    return urlIn(log);
  });
  const signal = (name: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => child.kill(name);
  return {
    url,
    token: TOKEN,
    pid: child.pid,
    dataFolder,
    log,
    output: () => chunks.join(''),
    call: (method, path, body, headers) => callApi(url, method, path, body, headers),
    async stop() {
      signal('SIGTERM');
      const code = await ended;
      return typeof code === 'number' ? code : -1;
    },
    async kill9() {
      signal('SIGKILL');
      await ended;
    },
    signal,
    ended,
  };
}

/** Resolves when a server that is to die at its very start has done so; with how it ended. */
export async function startInVain(options: Start): Promise<{ end: number | string; output: string }> {
  const child = launch({
    ...options,
    args: options.args ?? ['--no-sample'],
    env: {
      STEPWELL_DATA: options.dataFolder ?? temporaryFolder(),
      STEPWELL_PORT: '0',
      STEPWELL_ADMIN_TOKEN: TOKEN,
      ...options.env,
    },
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const code = await child.exited;
  return { end: child.signalCode ?? code, output: stdout + stderr };
}

function urlIn(log: string[]): string | undefined {
  for (const line of log) {
    const [, url] = /Stepwell is running at (\S+)/.exec(line) ?? [];
    if (url) return url;
  }
  return undefined;
}

async function collect(stream: ReadableStream<Uint8Array>, chunks: string[], log: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    chunks.push(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    log.push(...lines.map(messageOf));
  }
  if (rest) log.push(messageOf(rest));
}

function messageOf(line: string): string {
  try {
    const { message } = JSON.parse(line);
    return typeof message === 'string' ? message : line;
  } catch {
    return line;
  }
}

async function callApi(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isText = typeof body === 'string';
  const type = body === undefined ? {} : { 'content-type': isText ? 'application/yaml' : 'application/json' };
  return await send(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...type, ...headers },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
}

/** An HTTP call with its whole answer; redirects are not followed. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
