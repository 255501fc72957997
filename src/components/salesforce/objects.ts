import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, number, text } from '../kit/fields.ts';
import { dynamicValues, fieldValues, findIn, listing, RECORD, recordId, SAVED, saved } from './records.ts';

/** A type of records with actions of its own, whose most used fields have inputs. */
type Kind = {
  type: string;
  one: string;
  /** The ending of its list’s key; none where it has no list. */
  many?: string;
  /** The data source that offers its records. */
  source?: string;
  fields: readonly Field[];
  hasNoFurtherFields?: boolean;
};

const plain = (key: string, label: string, to: string, comments: string, example = '') =>
  text(key, label, comments, { to, ...(example === '' ? {} : { example }) });

/** Choices of public integrations have a word for none, which is not to be sent. */
function choiceOrNone(key: string, label: string, to: string, comments: string, words: string[]): Field {
  const field = choice(key, label, comments, ['none', ...words], { to });
  return {
    ...field,
    value(params) {
      const word = field.value(params);
      return word === 'none' ? undefined : word;
    },
  };
}

/** The parts of an address: `Billing` makes `BillingStreet` of them. */
const address = (prefix: string, of: string, keys: string[]) =>
  keys.map((key) => {
    const part = key.replace(/^billing/, '');
    const name = part.charAt(0).toUpperCase() + part.slice(1);
    const words = name.replace(/(?<=[a-z])(?=[A-Z])/, ' ').toLowerCase();
    const label = `${of} ${words}`.trim();
    return plain(
      key,
      label.charAt(0).toUpperCase() + label.slice(1),
      prefix + name,
      'A part of the address.',
    );
  });
const PARTS = ['street', 'city', 'state', 'postalCode'];
const BILLING = ['billingStreet', 'billingCity', 'billingState', 'billingPostalCode', 'billingCountry'];

const firstName = plain('firstName', 'First name', 'FirstName', 'Their first name.', 'Ann');
const lastName = plain('lastName', 'Last name', 'LastName', 'Their last name.', 'Example');
const email = plain('email', 'Email address', 'Email', 'Their e-mail address.', 'ann@example.com');
const phone = plain('phone', 'Phone', 'Phone', 'The phone number.', '18005555555');
const title = plain('title', 'Title', 'Title', 'What they do there.', 'Head of sales');
const website = plain('website', 'Website', 'Website', 'The address of the website.');
const leadSource = plain('leadSource', 'Lead source', 'LeadSource', 'Where they come from.', 'Web');
const description = plain('description', 'Description', 'Description', 'What is to be known.');
const name = plain('name', 'Name', 'Name', 'The name.', 'Acme');
const employeeCount = number('employeeCount', 'Number of employees', 'How many work there.', {
  to: 'NumberOfEmployees',
});
const revenue = number('revenue', 'Annual revenue', 'What it earns in a year.', { to: 'AnnualRevenue' });

const kinds: Kind[] = [
  {
    ...{ type: 'Account', one: 'account' },
    fields: [
      name,
      phone,
      website,
      choiceOrNone('type', 'Account type', 'Type', 'What it is to you.', [
        ...['Analyst', 'Competitor', 'Customer', 'Integrator', 'Investor', 'Partner', 'Press', 'Product'],
        ...['Reseller', 'Other'],
      ]),
      plain('industry', 'Industry', 'Industry', 'What it does.', 'Manufacturing'),
      description,
      employeeCount,
      revenue,
      ...address('Billing', 'Billing', BILLING),
      ...address('Shipping', 'Shipping', [...PARTS, 'country']),
    ],
  },
  {
    ...{ type: 'Contact', one: 'contact', many: 'Contacts', source: 'selectContact' },
    fields: [
      email,
      phone,
      firstName,
      lastName,
      plain('department', 'Department', 'Department', 'Where they work there.', 'Sales'),
      plain('birthdate', 'Birthdate', 'Birthdate', 'When they were born.', '1985-06-15'),
      plain('fax', 'Fax', 'Fax', 'Their fax number.'),
      title,
      plain('mobile', 'Mobile phone', 'MobilePhone', 'Their mobile phone number.'),
      plain('assistant', 'Assistant', 'AssistantName', 'Who assists them.'),
      plain('assistantPhone', 'Assistant’s phone', 'AssistantPhone', 'The phone number of who assists them.'),
      description,
      ...address('Other', 'Billing', BILLING),
      ...address('Mailing', '', [...PARTS, 'country']),
    ],
  },
  {
    ...{ type: 'Lead', one: 'lead', many: 'Leads', source: 'selectLead' },
    fields: [
      firstName,
      lastName,
      plain('company', 'Company', 'Company', 'The name of their company.', 'Acme'),
      title,
      phone,
      email,
      leadSource,
      choiceOrNone('rating', 'Rating', 'Rating', 'How promising they are.', ['Hot', 'Warm', 'Cold']),
      website,
      ...address('', '', PARTS),
      employeeCount,
      description,
      revenue,
      plain('leadStatus', 'Lead status', 'Status', 'How far they are.', 'Open'),
    ],
  },
  {
    ...{ type: 'Opportunity', one: 'opportunity', many: 'Opportunities', source: 'selectOpportunity' },
    fields: [
      name,
      plain('nextStep', 'Next step', 'NextStep', 'What comes next.'),
      number('amount', 'Amount', 'What it is worth.', { to: 'Amount', example: '38000' }),
      plain('accountId', 'Account ID', 'AccountId', 'The ID of the account.'),
      plain('stage', 'Stage', 'StageName', 'How far it is.', 'Prospecting'),
      plain('opportunityType', 'Opportunity type', 'Type', 'What kind it is.', 'New Customer'),
      plain('closeDate', 'Close date', 'CloseDate', 'When it is to be closed.', '2026-12-31'),
      leadSource,
      number('probability', 'Probability', 'How likely it is, from 0 to 100.', { to: 'Probability' }),
      description,
    ],
  },
  {
    ...{ type: 'Customer', one: 'customer', many: 'Customers', source: 'selectCustomer' },
    hasNoFurtherFields: true,
    fields: [
      name,
      plain('partyId', 'Party ID', 'PartyId', 'The ID of the individual.'),
      choice('customerStatusType', 'Customer status type', 'How they stand.', ['Active', 'Inactive'], {
        to: 'CustomerStatusType',
        default: 'Active',
      }),
      plain('lastReferenceDate', 'Last reference date', 'LastReferencedDate', 'When they were referred to.'),
      plain('lastViewedDate', 'Last viewed date', 'LastViewedDate', 'When they were looked at.'),
      plain('ownerId', 'Owner ID', 'OwnerId', 'The ID of the user whom the record belongs to.'),
      number('totalLifeTimeValue', 'Total lifetime value', 'What was earned from them.', {
        to: 'TotalLifeTimeValue',
      }),
    ],
  },
];

function actionsOf({ type, one, many, source, fields, hasNoFurtherFields }: Kind): ActionRow[] {
  const values = [...fields, ...(hasNoFurtherFields ? [] : [dynamicValues, fieldValues])];
  const id = source === undefined ? recordId : idFrom(source);
  const path = `/sobjects/${type}`;
  const list: ActionRow[] =
    many === undefined
      ? []
      : [
          {
            ...{ key: `list${many}`, label: `List ${many.toLowerCase()}` },
            description: `Lists ${many.toLowerCase()}, all or those whose fields have these values.`,
            fields: listing,
            perform: (calls, params) => findIn(calls, type, params),
            example: [{ ...RECORD, attributes: { type } }],
          },
        ];
  return [
    {
      ...{ key: `create${type}`, label: `Create ${one}`, description: `Adds a record of type ${type}.` },
      request: `POST ${path}`,
      fields: values,
      example: SAVED,
    },
    {
      ...{ key: `update${type}`, label: `Update ${one}` },
      description: `Changes a record of type ${type}; what is left empty stays as it is.`,
      fields: [id, ...values],
      perform: ({ make }, params) =>
        saved(make({ request: `PATCH ${path}/{recordId}`, fields: [id, ...values] }), params),
      example: SAVED,
    },
    {
      ...{ key: `delete${type}`, label: `Delete ${one}` },
      description: `Moves a record of type ${type} to the recycle bin.`,
      fields: [id],
      perform: ({ make }, params) =>
        saved(make({ request: `DELETE ${path}/{recordId}`, fields: [id] }), params),
      example: SAVED,
    },
    ...list,
  ];
}

const idFrom = (source: string): Field => ({ ...recordId, input: { ...recordId.input, dataSource: source } });

export const objects = (): ActionRow[] => [
  ...kinds.flatMap(actionsOf),
  {
    key: 'getCustomer',
    label: 'Get customer',
    description: 'Fetches a customer by the ID of its record.',
    request: 'GET /sobjects/Customer/{recordId}',
    fields: [idFrom('selectCustomer')],
    example: { ...RECORD, attributes: { type: 'Customer' } },
  },
  {
    key: 'describeCustomerSObject',
    label: 'Describe customer object',
    description: 'Fetches what customers have: fields, their types and relationships.',
    request: 'GET /sobjects/Customer/describe',
    example: { name: 'Customer', label: 'Customer', fields: [{ name: 'Name', type: 'string' }] },
  },
];
