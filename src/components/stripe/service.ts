import { valueAt } from '../../lib/records.ts';
import { toText } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { Pages } from '../kit/calls.ts';
import { bearer, fieldText } from '../kit/connections.ts';
import { number, text } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';
import { isRecord } from '../records.ts';

export const service: Service = {
  label: 'Stripe',
  connectionKey: 'connection',
  connect: (connection) =>
    bearer(connection.configVarKey, fieldText(connection, 'apiKey'), 'https://api.stripe.com/v1'),
};

export const limit = number('limit', 'Limit', 'How many to return at once, up to 100.', { example: '10' });
export const startingAfter = text(
  'startingAfter',
  'Starting after',
  'The ID of the last one of an earlier answer.',
  {
    to: 'starting_after',
  },
);

/** A list goes on after the last of a page. */
export const pages: Pages = {
  items: 'data',
  next({ data }) {
    const last = recordsIn(valueAt(data, 'data')).at(-1);
    return valueAt(data, 'has_more') === true && last ? { starting_after: textOf(last.id) } : undefined;
  },
};

/** `metadata[order]`: Stripe takes forms, whose names say where in an object they belong. */
export function asForm(value: Record<string, unknown>): Record<string, string> {
  const flat: Record<string, string> = {};
  const put = (name: string, inner: unknown): void => {
    if (Array.isArray(inner)) for (const [index, item] of inner.entries()) put(`${name}[${index}]`, item);
    else if (isRecord(inner)) for (const [key, item] of Object.entries(inner)) put(`${name}[${key}]`, item);
    else if (inner !== undefined && inner !== null) flat[name] = toText(inner, name);
  };
  for (const [name, inner] of Object.entries(value)) put(name, inner);
  return flat;
}
