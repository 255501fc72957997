import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/binary.ts';

/** `p99` in milliseconds. */
export type Load = { tool: string; perSecond: number; total: number; refused: number; p99: number };

const BODY = '{"name":"Ada Lovelace","amount":42,"items":["A-1","B-7"]}';

/** Posts to the addresses in turn over so many connections for so many seconds. */
export async function load(urls: string[], connections: number, seconds: number): Promise<Load> {
  return Bun.which('wrk')
    ? await withWrk(urls, connections, seconds)
    : await withAutocannon(urls, connections, seconds);
}

async function withWrk(urls: string[], connections: number, seconds: number): Promise<Load> {
  const paths = urls.map((url) => `"${new URL(url).pathname}"`).join(',');
  const script = join(temporaryFolder(), 'post.lua');
  writeFileSync(
    script,
    `local paths = {${paths}}
local n = 0
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = '${BODY}'
request = function() n = n % #paths + 1; return wrk.format(nil, paths[n]) end
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration, failed, latency:percentile(99)))
end
`,
  );
  const [first = ''] = urls;
  const child = Bun.spawn([
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '-s',
    script,
    new URL(first).origin,
  ]);
  const text = await child.stdout.text();
  const [, requests, duration, refused, p99] = text.match(/RESULT (\d+) (\d+) (\d+) (\d+)/) ?? [];
  if (!requests) throw new Error(`wrk says: ${text}`);
  const total = Number(requests);
  const perSecond = total / (Number(duration) / 1e6);
  return { tool: 'wrk', perSecond, total, refused: Number(refused), p99: Number(p99) / 1000 };
}

async function withAutocannon(urls: string[], connections: number, seconds: number): Promise<Load> {
  const script = `
    const [urls, connections, duration] = JSON.parse(process.argv.at(-1));
    const requests = urls.map((url) => ({ method: 'POST', path: new URL(url).pathname,
      headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(BODY)} }));
    const { default: autocannon } = await import('autocannon');
    const r = await autocannon({ url: new URL(urls[0]).origin, connections, duration, requests });
    console.log(JSON.stringify({ total: r['2xx'], seconds: r.duration, refused: r.non2xx + r.errors, p99: r.latency.p99 }));`;
  const words = [process.execPath, '-e', script, JSON.stringify([urls, connections, seconds])];
  const child = Bun.spawn(words, { cwd: import.meta.dir });
  const answer: { total: number; seconds: number; refused: number; p99: number } = JSON.parse(
    await child.stdout.text(),
  );
  return {
    tool: 'autocannon',
    perSecond: answer.total / answer.seconds,
    total: answer.total,
    refused: answer.refused,
    p99: answer.p99,
  };
}
