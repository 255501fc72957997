import { asRecord, valueAt } from '../../lib/records.ts';
import { InputError } from '../conversions.ts';
import type { ActionRow, Pages } from '../kit/calls.ts';
import { commaList, type Field, flag, needed, number, object, objectOf, rows, text } from '../kit/fields.ts';

/** A kind of record: what its actions are called, and which properties have inputs of their own. */
type Kind = {
  one: string;
  many: string;
  path: string;
  id: Field;
  properties: readonly Field[];
  /** By which of its properties a record is found where its id is not known. */
  findBy: readonly Field[];
  example: Record<string, unknown>;
};

const property = (key: string, label: string, name: string, comments: string) =>
  text(key, label, comments, { to: `properties.${name}` });

const fieldValues = rows('fieldValues', 'Values', 'Names of further properties, with their values.', {
  to: 'properties',
});
const dynamicValues = object(
  'dynamicValues',
  'Dynamic fields',
  'Further properties: an object, or a list of keys and values.',
  { to: 'properties', example: '{"website": "https://example.com"}' },
);

const additionalProperties = commaList(
  'additionalProperties',
  'Additional properties to return',
  'Names of properties.',
  {
    to: 'properties',
    example: 'website',
  },
);
const associationsList = commaList(
  'associationsList',
  'Associations list',
  'Kinds of records whose ids are wanted, too.',
  {
    to: 'associations',
    example: 'contacts',
  },
);
const archived = flag('archived', 'Return archived results', 'Whether archived records are wanted instead.');
const limit = number('limit', 'Limit', 'How many to return at once, up to 100.', { example: '100' });
const after = text('after', 'Start after', 'What an earlier answer says at paging.next.after.', {
  example: '394',
});

export const pages: Pages = {
  items: 'results',
  next({ data }) {
    const next = valueAt(data, 'paging.next.after');
    return next === undefined ? undefined : { after: next };
  },
};

const id = (key: string, label: string) =>
  text(key, label, 'The number of the record.', { to: 'id', example: '512' });

const kinds: Kind[] = [
  {
    ...{ one: 'Company', many: 'Companies', path: 'companies', id: id('companyId', 'Company ID') },
    properties: [
      property('companyName', 'Company name', 'name', 'The name of the company.'),
      property('industry', 'Industry', 'industry', 'What it does, by HubSpot’s names of industries.'),
      property('companyPhone', 'Phone', 'phone', 'Its phone number.'),
      property('description', 'Description', 'description', 'What is to be known of it.'),
      property('domain', 'Domain', 'domain', 'The domain of its website.'),
      property('city', 'City', 'city', 'The city that it is in.'),
      property('state', 'State', 'state', 'The state or region that it is in.'),
    ],
    findBy: [
      property('companyName', 'Company name', 'name', 'Its name, where its id is not known.'),
      property('domain', 'Domain', 'domain', 'Its domain, where its id is not known.'),
    ],
    example: { name: 'Acme', domain: 'acme.example' },
  },
  {
    ...{ one: 'Contact', many: 'Contacts', path: 'contacts', id: id('contactId', 'Contact ID') },
    properties: [
      property('firstName', 'First name', 'firstname', 'Their first name.'),
      property('lastName', 'Last name', 'lastname', 'Their last name.'),
      property('phone', 'Phone', 'phone', 'Their phone number.'),
      property('company', 'Company', 'company', 'The name of their company.'),
      property('email', 'Email', 'email', 'Their e-mail address.'),
      property('website', 'Website', 'website', 'Their website.'),
    ],
    findBy: [property('email', 'Email', 'email', 'Their e-mail address, where the id is not known.')],
    example: { firstname: 'Ann', lastname: 'Example', email: 'ann@example.com' },
  },
  {
    ...{ one: 'Deal', many: 'Deals', path: 'deals', id: id('dealId', 'Deal ID') },
    properties: [
      property('amount', 'Amount', 'amount', 'What it is worth.'),
      property('closeDate', 'Close date', 'closedate', 'When it is to be closed, as ISO 8601.'),
      property('dealName', 'Deal name', 'dealname', 'The name of the deal.'),
      property('ownerId', 'Owner ID', 'hubspot_owner_id', 'The number of its owner.'),
      property('pipeline', 'Pipeline', 'pipeline', 'The pipeline that it is in.'),
      property('dealStage', 'Deal stage', 'dealstage', 'How far it is.'),
      property('priority', 'Priority', 'hs_priority', 'How much it presses.'),
      property('dealType', 'Deal type', 'dealtype', 'What kind it is.'),
    ],
    findBy: [property('dealName', 'Deal name', 'dealname', 'Its name, where its id is not known.')],
    example: { dealname: 'New shop', amount: '1500' },
  },
  {
    ...{ one: 'Product', many: 'Products', path: 'products', id: id('productId', 'Product ID') },
    properties: [
      property('productName', 'Product name', 'name', 'The name of the product.'),
      property('description', 'Description', 'description', 'What it is.'),
      property('productSku', 'Product SKU', 'hs_sku', 'Its number in stock.'),
      property('price', 'Price', 'price', 'What it costs.'),
    ],
    findBy: [property('productName', 'Product name', 'name', 'Its name, where its id is not known.')],
    example: { name: 'Bolt', price: '0.20' },
  },
  {
    ...{ one: 'Line Item', many: 'Line Items', path: 'line_items', id: id('lineItemId', 'Line item ID') },
    properties: [
      property('name', 'Name', 'name', 'The name of the line item.'),
      property('productId', 'Product ID', 'hs_product_id', 'The number of the product.'),
      property('quantity', 'Quantity', 'quantity', 'How many.'),
      property('price', 'Price', 'price', 'What one costs.'),
    ],
    findBy: [property('name', 'Name', 'name', 'Its name, where its id is not known.')],
    example: { name: 'Bolt', quantity: '12' },
  },
  {
    ...{ one: 'Ticket', many: 'Tickets', path: 'tickets', id: id('ticketId', 'Ticket ID') },
    properties: [
      property('subject', 'Subject', 'subject', 'What it is about.'),
      property('content', 'Content', 'content', 'What was written.'),
      property('pipeline', 'Pipeline', 'hs_pipeline', 'The pipeline that it is in.'),
      property('stage', 'Stage', 'hs_pipeline_stage', 'How far it is.'),
    ],
    findBy: [property('subject', 'Subject', 'subject', 'Its subject, where its id is not known.')],
    example: { subject: 'It is broken', hs_pipeline_stage: '1' },
  },
];

function actionsOf(kind: Kind): ActionRow[] {
  const { one, many, path, id: idField, properties, example: of } = kind;
  const [key, keys] = [one.replace(' ', ''), many.replace(' ', '')];
  const [name, names] = [one.toLowerCase(), many.toLowerCase()];
  const base = `/crm/v3/objects/${path}`;
  const example = { id: '512', properties: of, createdAt: '2026-01-31T08:00:00.000Z', archived: false };
  const values = [...properties, fieldValues, dynamicValues];
  const wanted = [additionalProperties, associationsList, archived];
  return [
    {
      ...{ key: `list${keys}`, label: `List ${names}`, description: `Lists ${names}.` },
      request: `GET ${base}`,
      fields: [...wanted, limit, after],
      pages,
      example: { results: [example], paging: { next: { after: '513' } } },
    },
    {
      ...{
        key: `get${key}`,
        label: `Get ${name}`,
        description: `Fetches a ${name} by its id, or the first that fits.`,
      },
      fields: [idField, ...kind.findBy, ...wanted],
      async perform({ make }, params) {
        const isKnown = idField.value(params) !== undefined;
        if (isKnown) return (await make({ request: `GET ${base}/{id}`, fields: [idField, ...wanted] })).data;
        const { properties: given } = objectOf(kind.findBy, params);
        if (given === undefined)
          throw new InputError(
            `Say which ${name} is meant: fill in "${idField.input.label}" or what to find it by.`,
          );
        const filters = Object.entries(asRecord(given)).map(([propertyName, value]) => ({
          propertyName,
          operator: 'EQ',
          value,
        }));
        const { data } = await make({
          request: `POST ${base}/search`,
          fields: [],
          fixed: {
            filterGroups: [{ filters }],
            limit: 1,
            properties: textsOf(additionalProperties.value(params)),
          },
        });
        return valueAt(data, 'results.0');
      },
      example,
    },
    {
      ...{ key: `create${key}`, label: `Create ${name}`, description: `Adds a ${name}.` },
      request: `POST ${base}`,
      fields: values,
      example,
    },
    {
      ...{
        key: `update${key}`,
        label: `Update ${name}`,
        description: `Changes a ${name}; what is left empty stays as it is.`,
      },
      request: `PATCH ${base}/{id}`,
      fields: [needed(idField), ...values],
      example,
    },
    {
      ...{ key: `delete${key}`, label: `Delete ${name}`, description: `Moves a ${name} to the trash.` },
      request: `DELETE ${base}/{id}`,
      fields: [needed(idField)],
      example: '',
    },
  ];
}

const textsOf = (list: unknown) => (typeof list === 'string' ? list.split(',') : []);

export const objects = (): ActionRow[] => kinds.flatMap(actionsOf);
