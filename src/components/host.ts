import type { Socket } from 'node:net';
import type { CodePackage } from '../lib/code-packages.ts';
import type { KeptFile } from '../lib/kept-file.ts';
import type { ActionContext, Params, PartContext } from './component.ts';

/** The text of an uploaded component, by its hash; it is asked for only where a process does not have it. */
export type BundleReference = {
  hash: string;
  source(): Promise<string>;
  /** What its calls may reach, beside the hosts of the connections that they are given; all hosts where it says none. */
  hosts?(): readonly string[] | undefined;
};

/** What only built-in components may use; a bundle is never given it. */
export type Host = {
  /** Outgoing HTTP through the egress guard; with `connect` the only way out for a built-in component. */
  fetch(url: string, init: HostFetchInit): Promise<Response>;
  /**
   * An outgoing TCP connection through the egress guard, for what does not speak HTTP; whoever asks for it ends it.
   * @param limits milliseconds until the attempt is given up, what ends it before, and the ports of the protocol that is
   * spoken, which are open to it although HTTP may not go there
   */
  connect(
    host: string,
    port: number,
    limits: { ms: number; signal: AbortSignal; ports?: readonly number[] },
  ): Promise<Socket>;
  /**
   * Runs foreign JavaScript in a warm child process and answers its result.
   * @param source the module's text (`module.exports = async (...args) => …`)
   * @param args values that cross the wire (JSON, Buffer, Date, BigInt)
   * @param onLog is told each line that the code logs, while it runs: level and text
   * @param repeated places of the args that are texts which come again, such as the user's own code
   * @throws the code's own error, with its message and stack; a `timeout` error at the deadline
   */
  runCode(
    source: string,
    args: unknown[],
    onLog?: (level: string, text: string) => void,
    repeated?: readonly number[],
  ): Promise<unknown>;
  /** The packages that code may require; each is read when it is. */
  packages(): readonly CodePackage[];
  /**
   * Calls a function of an uploaded component in a process of this customer and this bundle: with the context and these
   * arguments, and no others. States that it has changed in place are changed in the context afterwards.
   * @param part its place in the default export: `['actions', 'createItem', 'perform']`
   * @throws the function's own error, with its name and stack; one that says why where the bundle cannot be loaded
   */
  callBundle(
    bundle: BundleReference,
    part: readonly string[],
    context: PartContext | ActionContext,
    args: readonly unknown[],
  ): Promise<unknown>;
  /**
   * Computes the data of a built-in action from large params in a thread beside the server's, where it holds nobody up.
   * Absent where there is none: the action then computes where it stands.
   * @throws the action's own error, with its name; an error that says so at the deadline
   */
  compute?(component: string, action: string, params: Params): Promise<unknown>;
  /** Where bytes go that are too many to hold; absent outside of runs. */
  files?: HostFiles;
  /** Asks this installation's own API, as whoever has the token; absent where it is not served. */
  api?(call: ApiCall): Promise<Response>;
};

/** Files of a run: what one step has received, and another one sends on. */
export type HostFiles = {
  /** Receives bytes to their end: few as they are, many into a file. @throws what the pieces throw, StorageError */
  take(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | KeptFile>;
  /** The content of a file, to be sent in pieces. @throws NotKept */
  open(file: KeptFile): Blob;
  /**
   * The same with bytes in place of files, but under the keys that take those; at once where there are none.
   * @throws Error that names the key, where that would be more than may be held; NotKept
   */
  bytesIn<P extends Record<string, unknown>>(params: P, takes?: readonly string[]): P | Promise<P>;
  /** The same, with `{ size }` in place of what would be too much. */
  smallIn<P extends Record<string, unknown>>(results: P): P | Promise<P>;
};

/** @property path behind the address of the API: `/instances?limit=10` */
export type ApiCall = {
  method: string;
  path: string;
  token: string;
  headers?: Record<string, string>;
  body?: string;
};

/** What `fetch` takes, as far as the egress guard passes it on. */
export type HostFetchInit = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData | URLSearchParams | Blob;
  /** Takes the body of a good answer as it comes, unpacked; what it gives back is the body of the response. */
  receive?: (pieces: AsyncIterable<Uint8Array>) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  redirect?: 'follow' | 'manual' | 'error';
  /** most redirects that are followed */
  maxRedirects?: number;
  signal?: AbortSignal;
  /** milliseconds until the whole exchange, body included, is given up */
  timeout?: number;
  ignoreSslErrors?: boolean;
};
