/** A token endpoint that rotates: a refresh token is good once. What else it does, the test says. */
import { type Call, startUpstream } from './upstream.ts';

export function startProvider(expiresIn = 3600) {
  const upstream = startUpstream();
  let count = 0;
  let refresh = 'refresh-token-0';
  const usual = (call: Call) => {
    const form = new URLSearchParams(call.body);
    const isRefresh = form.get('grant_type') === 'refresh_token';
    if (isRefresh && form.get('refresh_token') !== refresh)
      return Response.json({ error: 'invalid_grant', error_description: 'It was used.' }, { status: 400 });
    count += 1;
    refresh = `refresh-token-${count}`;
    const token = { access_token: `access-token-${count}`, refresh_token: refresh };
    return Response.json({ ...token, token_type: 'Bearer', expires_in: expiresIn });
  };
  const provider = {
    url: upstream.url,
    calls: upstream.calls,
    /** What a connection to it holds, which begins with its first token. */
    fields: {
      authorizeUrl: `${upstream.url}/authorize`,
      tokenUrl: `${upstream.url}/token`,
      clientId: 'app',
      clientSecret: 'secret-of-the-app',
    },
    token: { access_token: 'access-token-0', refresh_token: 'refresh-token-0' },
    usual,
    answers(how: (call: Call) => Response | Promise<Response>) {
      upstream.answer = how;
    },
    again() {
      [count, refresh] = [0, 'refresh-token-0'];
      upstream.calls.length = 0;
      upstream.answer = usual;
    },
    stop: () => upstream.stop(),
  };
  provider.again();
  return provider;
}
