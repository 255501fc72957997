/** People of an installation for journeys in a browser that begin after the set-up. */
import type { App } from './browser/app.ts';

export const PASSWORD = 'seven quiet lanterns';
const OWNER = {
  organization: 'Larkfield',
  name: 'Dana',
  email: 'dana@larkfield.example',
  password: PASSWORD,
};

/** Sets the installation up; the cookies of its owner's browser. */
export async function owner(app: Pick<App, 'setUpUrl'>): Promise<Record<string, string>> {
  const answer = await fetch(await app.setUpUrl(), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(OWNER),
  });
  return cookiesOf(answer);
}

/** What an answer has set, by name. */
function cookiesOf(answer: Response): Record<string, string> {
  const pairs = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  if (pairs.length === 0) throw new Error(`Nobody was signed in: ${answer.status}`);
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
