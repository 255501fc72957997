import { InputError } from '../conversions.ts';
import type { FullResponse } from '../http/response.ts';
import { textOf } from '../kit/answers.ts';
import type { Pages } from '../kit/calls.ts';
import { fieldText } from '../kit/connections.ts';
import { number, text } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';

const VERSION = '2025-01';
export const HOST = 'YOUR-SHOPIFY-DOMAIN.myshopify.com';

export const service: Service = {
  label: 'Shopify',
  connectionKey: 'shopifyConnection',
  connect(connection) {
    const { configVarKey, token } = connection;
    const host = fieldText(connection, 'host') || `${fieldText(connection, 'shopName')}.myshopify.com`;
    const url = URL.parse(/^https?:\/\//i.test(host) ? host : `https://${host}`);
    if (!url || url.hostname.startsWith('your-shopify-domain') || url.hostname === '.myshopify.com')
      throw new InputError(
        `The connection "${configVarKey}" does not say which shop it leads to: write its host, such as acme.myshopify.com.`,
      );
    const apiKey = textOf(token?.access_token) || fieldText(connection, 'accessToken');
    return {
      configVarKey,
      fields: {
        ...{ baseUrl: `${url.origin}/admin/api/${VERSION}`, apiKey },
        ...{ headerKey: 'x-shopify-access-token', authScheme: 'None' },
      },
    };
  },
};

export const limit = number('limit', 'Limit', 'How many to return at once, up to 250.', { default: '50' });
export const pageInfo = text('pageInfo', 'Page offset token', 'What an earlier answer calls pageInfo.', {
  to: 'page_info',
});

/** Where the list goes on: a part of an address in the header `Link`. */
function nextOf({ headers }: FullResponse): string | undefined {
  const [, target] = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? '')) ?? [];
  return URL.parse(target ?? '')?.searchParams.get('page_info') ?? undefined;
}

/** A page of a list as the field’s connector answers it. */
export const paged = (data: unknown, response: FullResponse) => {
  const next = nextOf(response);
  return { data, ...(next === undefined ? {} : { pageInfo: next }) };
};

/** What goes on takes the place of what was asked for first. */
export const pagesOf = (items: string, path: string): Pages => ({
  items,
  next(response) {
    const next = nextOf(response);
    return next === undefined ? undefined : `${path}?page_info=${encodeURIComponent(next)}&limit=250`;
  },
});

/** What a page is asked for with: a token takes the place of all else but how many. */
export const onlyToken = (sent: Record<string, unknown>) =>
  sent.page_info === undefined ? sent : { page_info: sent.page_info, limit: sent.limit };
