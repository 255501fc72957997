import type { Page } from 'playwright-core';

/** Bytes as they came over the wire, headers included and bodies compressed. */
export type Weight = { total: number; parts: { url: string; bytes: number }[] };

/**
 * Loads the page as somebody who has never been here (the one that is open, where nothing else is said), and weighs
 * every response that has ended until it was loaded; streams that go on are not weighed.
 */
export async function pageWeight(
  page: Page,
  load: () => Promise<unknown> = () => page.reload(),
): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    bytes.set(requestId, encodedDataLength),
  );
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await load();
  await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
  await session.detach();
  const parts = [...bytes].map(([id, size]) => ({ url: urls.get(id) ?? id, bytes: size }));
  return {
    total: parts.reduce((sum, part) => sum + part.bytes, 0),
    parts: parts.sort((a, b) => b.bytes - a.bytes),
  };
}
