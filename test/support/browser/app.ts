/* The product for a browser to look at: the compiled binary as it is installed, or the app over a store of the test's. */
import { rmSync } from 'node:fs';
import type { Desk } from '../app.ts';
import { type Server, start, until } from '../binary.ts';
import { withAxe } from './axe.ts';

export type AppOptions = {
  /** Whether the empty installation begins with the sample. */
  sample?: boolean;
  /** Settings by their name, such as `STEPWELL_SYNC_SECONDS`. */
  settings?: Record<string, string>;
  /** A data folder that is there already, such as one of `fillBigStore`; it stays. */
  folder?: string;
};

export type App = {
  url: string;
  folder: string;
  binary: Server;
  /** The one-time link that an installation without an owner prints at its start. */
  setUpUrl(): Promise<string>;
  /** Stops it and removes the folder that was made for it. */
  stop(): Promise<void>;
};

/** Starts the compiled binary (built first where it is out of date); `cleanUp` of `test/support/binary.ts` ends what is left. */
export async function openApp({ sample = false, settings = {}, folder }: AppOptions = {}): Promise<App> {
  const binary = await start({
    args: sample ? [] : ['--no-sample'],
    env: settings,
    ...(folder === undefined ? {} : { dataFolder: folder }),
  });
  return {
    url: binary.url,
    folder: binary.dataFolder,
    binary,
    async setUpUrl() {
      const path = await until('the link to set up', () => /\/set-up\/[\w-]+/.exec(binary.output())?.[0]);
      return binary.url + path;
    },
    async stop() {
      await binary.stop();
      if (folder === undefined) rmSync(binary.dataFolder, { recursive: true, force: true });
    },
  };
}

/** Serves a desk on a port of its own, so that a browser can look at what a test has put into its store. */
export function serveDesk(desk: Desk): { url: string; stop(): Promise<void> } {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 60,
    fetch: withAxe((request) => desk.app.fetch(request)),
  });
  const url = server.url.origin;
  desk.deps.publicUrl = () => url;
  return { url, stop: () => server.stop(true) };
}
