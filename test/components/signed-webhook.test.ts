import { describe, expect, test } from 'bun:test';
import { createHash, createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Params, TriggerPayload } from '../../src/components/component.ts';
import { hash } from '../../src/components/hash/index.ts';
import { SCHEMES } from '../../src/components/hash/schemes.ts';
import { now } from '../../src/lib/time.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

const trigger = triggerOf(hash, 'signedWebhookTrigger');
const SECRET = 'the-secret-of-this-test';
const URL_OF_FLOW = 'https://flows.example.com/trigger/abc';

type Call = {
  headers?: Record<string, string>;
  raw?: string | Uint8Array;
  data?: unknown;
  contentType?: string;
  queryParameters?: TriggerPayload['queryParameters'];
};

async function called(scheme: string, call: Call, params: Params = {}) {
  const { headers = {}, raw = '', contentType = 'application/json', queryParameters = {} } = call;
  const { data = typeof raw === 'string' && raw.startsWith('{') ? JSON.parse(raw) : raw } = call;
  const payload = {
    ...createPayload(),
    ...{ method: 'POST', headers, queryParameters, invokeUrl: URL_OF_FLOW },
    rawBody: { data: raw, contentType },
    body: { data, contentType },
  };
  return await trigger.perform(createContext(), payload, { scheme, secretKey: SECRET, ...params });
}

type Result = Awaited<ReturnType<typeof called>>;
const isTaken = (result: Result) => result?.failed !== true;
const seconds = () => String(Math.floor(now() / 1000));

/** A signature of our own making, as the service documents it. */
function sign(
  parts: (string | Uint8Array)[],
  encoding: 'hex' | 'base64',
  { hashed = 'sha256', secret = SECRET }: { hashed?: string; secret?: string | Uint8Array } = {},
): string {
  const made = createHmac(hashed, secret);
  for (const part of parts) made.update(part);
  return made.digest(encoding);
}

const BODY = '{"id": "17", "name": "é"}';

/** By service: the call that it would make, signed at that instant with that secret. */
const CALLS: Record<string, (at: number, secret: string) => Call> = {
  standard: (at, secret) => ({
    headers: {
      ...{ 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at / 1000)) },
      'webhook-signature': new Webhook(secret, { format: 'raw' }).sign('msg_1', new Date(at), BODY),
    },
    raw: BODY,
  }),
  github: (_at, secret) => ({
    headers: { 'X-Hub-Signature-256': `sha256=${sign([BODY], 'hex', { secret })}` },
    raw: BODY,
  }),
  slack: (at, secret) => {
    const time = String(Math.floor(at / 1000));
    const signature = `v0=${sign([`v0:${time}:${BODY}`], 'hex', { secret })}`;
    return { headers: { 'x-slack-request-timestamp': time, 'x-slack-signature': signature }, raw: BODY };
  },
  stripe: (at, secret) => {
    const time = String(Math.floor(at / 1000));
    const signature = sign([`${time}.${BODY}`], 'hex', { secret });
    return {
      headers: { 'stripe-signature': `t=${time},v1=${'0'.repeat(64)},v1=${signature},v0=1` },
      raw: BODY,
    };
  },
  shopify: (_at, secret) => ({
    headers: { 'x-shopify-hmac-sha256': sign([BODY], 'base64', { secret }) },
    raw: BODY,
  }),
  twilio: (_at, secret) => ({
    headers: {
      'x-twilio-signature': sign([`${URL_OF_FLOW}?a=1`, 'BodyHi thereFrom+49'], 'base64', {
        ...{ hashed: 'sha1', secret },
      }),
    },
    raw: 'From=%2B49&Body=Hi+there',
    data: { From: '+49', Body: 'Hi there' },
    contentType: 'application/x-www-form-urlencoded',
    queryParameters: { a: '1' },
  }),
  hubspot: (at, secret) => ({
    headers: {
      'x-hubspot-request-timestamp': String(at),
      'x-hubspot-signature-v3': sign([`POST${URL_OF_FLOW}?to=a@b.example${BODY}${at}`], 'base64', { secret }),
    },
    raw: BODY,
    queryParameters: { to: 'a@b.example' },
  }),
  zendesk: (at, secret) => {
    const time = new Date(at).toISOString();
    const signature = sign([time + BODY], 'base64', { secret });
    const headers = { 'x-zendesk-webhook-signature': signature };
    return { headers: { ...headers, 'x-zendesk-webhook-signature-timestamp': time }, raw: BODY };
  },
  square: (_at, secret) => ({
    headers: { 'x-square-hmacsha256-signature': sign([URL_OF_FLOW + BODY], 'base64', { secret }) },
    raw: BODY,
  }),
  docusign: (_at, secret) => ({
    headers: {
      'x-docusign-signature-1': sign([BODY], 'base64', { secret: 'the key of somebody else' }),
      'x-docusign-signature-2': sign([BODY], 'base64', { secret }),
    },
    raw: BODY,
  }),
  mailgun: (at, secret) => {
    const timestamp = String(Math.floor(at / 1000));
    const signature = sign([`${timestamp}token-1`], 'hex', { secret });
    return {
      raw: JSON.stringify({ signature: { timestamp, token: 'token-1', signature }, 'event-data': { id: 1 } }),
    };
  },
  linear: (at, secret) => {
    const raw = JSON.stringify({ action: 'create', webhookTimestamp: at });
    return { headers: { 'linear-signature': sign([raw], 'hex', { secret }) }, raw };
  },
  zoom: (at, secret) => {
    const time = String(Math.floor(at / 1000));
    const signature = `v0=${sign([`v0:${time}:${BODY}`], 'hex', { secret })}`;
    return { headers: { 'x-zm-request-timestamp': time, 'x-zm-signature': signature }, raw: BODY };
  },
};

/** Standard Webhooks keep their secrets as base64. */
const secretFor = (scheme: string, secret = SECRET) =>
  scheme === 'standard' ? `whsec_${Buffer.from(secret).toString('base64')}` : secret;

const callOf = (scheme: string, at = now(), secret = SECRET): Call => {
  const make = CALLS[scheme];
  if (!make) throw new Error(`${scheme} is new: say here how it calls.`);
  return make(at, secret);
};

describe.each(SCHEMES.map(({ key, ...scheme }) => [key, scheme] as const))('%s', (key, { tolerance }) => {
  const params = { secretKey: secretFor(key) };

  test('starts the flow by a call that it has signed', async () => {
    const result = await called(key, callOf(key), params);
    expect([isTaken(result), result?.error]).toEqual([true, undefined]);
    expect(result?.payload).toMatchObject({ invokeUrl: URL_OF_FLOW });
  });

  test('answers 401 to a call that is not signed, or by another key', async () => {
    const unsigned = { raw: '{}' };
    for (const call of [unsigned, callOf(key, now(), 'another secret')])
      expect(await called(key, call, params)).toMatchObject({
        ...{ failed: true, payload: null, response: { statusCode: 401 } },
      });
  });

  test('answers 401 to a call whose body is another one than was signed', async () => {
    // What Mailgun signs is not the body.
    if (key === 'mailgun') return;
    const { raw = '', data, ...call } = callOf(key);
    const forged = `${raw} `;
    const fields = data === undefined ? {} : { data: { ...Object(data), Extra: '1' } };
    const result = await called(key, { ...call, raw: forged, ...fields }, params);
    expect(isTaken(result)).toBe(false);
  });

  test('takes calls of two keys while the service goes over from one to the other', async () => {
    const both = {
      secretKey: secretFor(key, 'former key'),
      otherSecretKey: secretFor(key, 'key-of-tomorrow'),
    };
    for (const secret of ['former key', 'key-of-tomorrow'])
      expect(isTaken(await called(key, callOf(key, now(), secret), both))).toBe(true);
    expect(isTaken(await called(key, callOf(key), both))).toBe(false);
  });

  test('takes no call that was signed long before or after', async () => {
    const off = (tolerance ?? 0) + 5;
    for (const at of [now() - off * 1000, now() + off * 1000])
      expect(isTaken(await called(key, callOf(key, at), params))).toBe(tolerance === undefined);
    if (tolerance !== undefined)
      expect(isTaken(await called(key, callOf(key, now() - 86_400_000), { ...params, tolerance: '0' }))).toBe(
        true,
      );
  });
});

test('signatures that the services publish are taken, byte for byte', async () => {
  const lenient = { tolerance: '0' };
  const github = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const taken = [
    await called(
      'github',
      { headers: { 'x-hub-signature-256': github }, raw: 'Hello, World!' },
      { secretKey: "It's a Secret to Everybody" },
    ),
    await called(
      'slack',
      {
        headers: {
          'x-slack-request-timestamp': '1531420618',
          'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
        },
        raw: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
      },
      { secretKey: '8f742231b10e8888abcd99yyyzzz85a5', ...lenient },
    ),
  ];
  const fields = {
    ...{ CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234' },
    ...{ From: '+14158675309', To: '+18005551212' },
  };
  const twilio = {
    headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
    ...{ raw: String(new URLSearchParams(fields)), data: fields },
    contentType: 'application/x-www-form-urlencoded',
  };
  const known = { signedUrl: 'https://mycompany.com/myapp.php?foo=1&bar=2', secretKey: '12345' };
  taken.push(await called('twilio', twilio, known));
  expect(taken.map(isTaken)).toEqual([true, true, true]);
});

test('what the library of Standard Webhooks signs is taken, and what it refuses is refused', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const library = new Webhook(secret);
  const at = new Date(now());
  const headers = (signature: string, time = at, id = 'msg_p5jXN8AQM9LWM0D4loKWxJek') => ({
    ...{ 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time.getTime() / 1000)) },
    'webhook-signature': signature,
  });
  const raw = '{"test": 2432232314}';
  const good = library.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', at, raw);
  const old = new Date(at.getTime() - 6 * 60_000);
  const rows: [Record<string, string>, string][] = [
    [headers(good), raw],
    [headers(`v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,${good} ${good}`), raw],
    [headers(good), `${raw} `],
    [headers(good, at, 'msg_other'), raw],
    [headers(good.replace('v1,', 'v2,')), raw],
    [headers('v1,'), raw],
    [headers(''), raw],
    [headers(library.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', old, raw), old), raw],
    [{ ...headers(good), 'webhook-timestamp': 'yesterday' }, raw],
  ];
  for (const [given, body] of rows) {
    const isRight = (() => {
      try {
        return library.verify(body, given) !== undefined;
      } catch {
        return false;
      }
    })();
    const result = await called('standard', { headers: given, raw: body }, { secretKey: secret });
    expect([given, isTaken(result)]).toEqual([given, isRight]);
  }
});

test('a signature is checked over the bytes that came, whatever they are', async () => {
  const raw = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const headers = { 'x-hub-signature-256': `sha256=${sign([raw], 'hex')}` };
  expect(isTaken(await called('github', { headers, raw, data: raw }))).toBe(true);
});

test('Twilio signs JSON by its hash in the address, and signs nothing that has none', async () => {
  const bodySHA256 = createHash('sha256').update(BODY).digest('hex');
  const signed = (url: string) => ({ 'x-twilio-signature': sign([url], 'base64', { hashed: 'sha1' }) });
  const named = { raw: BODY, queryParameters: { bodySHA256 } };
  const headers = signed(`${URL_OF_FLOW}?bodySHA256=${bodySHA256}`);
  expect(isTaken(await called('twilio', { ...named, headers }))).toBe(true);
  expect(isTaken(await called('twilio', { ...named, headers, raw: '{"forged": 1}' }))).toBe(false);
  expect(isTaken(await called('twilio', { raw: BODY, headers: signed(URL_OF_FLOW) }))).toBe(false);
});

test('behind a gateway the address is the one that the service calls', async () => {
  const signedUrl = 'https://hooks.acme.example/orders';
  const headers = { 'x-square-hmacsha256-signature': sign([signedUrl + BODY], 'base64') };
  expect(isTaken(await called('square', { headers, raw: BODY }, { signedUrl }))).toBe(true);
  expect(isTaken(await called('square', { headers, raw: BODY }))).toBe(false);
});

test('a service that looks whether the address is right is answered, and no step runs', async () => {
  const signed = (scheme: 'slack' | 'zoom', raw: string) => {
    const time = seconds();
    const signature = `v0=${sign([`v0:${time}:${raw}`], 'hex')}`;
    return scheme === 'slack'
      ? { headers: { 'x-slack-request-timestamp': time, 'x-slack-signature': signature }, raw }
      : { headers: { 'x-zm-request-timestamp': time, 'x-zm-signature': signature }, raw };
  };
  const slack = await called('slack', signed('slack', '{"type":"url_verification","challenge":"3eZb"}'));
  expect(slack).toMatchObject({ resultType: 'polled_no_changes', response: { statusCode: 200 } });
  expect(JSON.parse(String(slack?.response?.body))).toEqual({ challenge: '3eZb' });
  const asked = '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}';
  const zoom = await called('zoom', signed('zoom', asked));
  expect(JSON.parse(String(zoom?.response?.body))).toEqual({
    plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
    encryptedToken: sign(['qgg8vlvZRS6UYooatFL8Aw'], 'hex'),
  });
  expect(zoom?.resultType).toBe('polled_no_changes');
});

test('a call that is signed is answered as the inputs say', async () => {
  const params = { statusCode: '202', body: '', contentType: 'text/plain' };
  expect(await called('github', callOf('github'), params)).toMatchObject({
    response: { statusCode: 202, contentType: 'text/plain' },
  });
});

test('a scheme that is not there and a secret that is empty are told', async () => {
  await expect(called('gitlab', {})).rejects.toThrow('"Signed by" must be one of standard, github');
  await expect(called('github', {}, { secretKey: ' ' })).rejects.toThrow('"Secret key" is empty');
});
