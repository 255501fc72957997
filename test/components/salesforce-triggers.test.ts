import { describe, expect, test } from 'bun:test';
import { salesforce } from '../../src/components/salesforce/index.ts';
import { connectionOf, failureOf, loopbackService } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf(
  'oauth2',
  {},
  { access_token: 't1', instance_url: 'https://acme.my.salesforce.com' },
);
const api = 'https://acme.my.salesforce.com/services/data/v63.0';

test('the daily limit of Salesforce is told as what it is, not as a right that is missing', async () => {
  const used = {
    status: 403,
    body: [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
  };
  const call = (answer: object) =>
    failureOf(
      perform(
        salesforce,
        'query',
        { connection, queryString: 'SELECT Id FROM Account' },
        service.context([answer]),
      ),
    );
  expect(await call(used)).toBe(
    'Salesforce answered 403: TotalRequests Limit exceeded. Your organization has made all the requests that Salesforce allows it in 24 hours: let the step retry later, have flows ask less often, or buy more requests.',
  );
  const denied = { status: 403, body: [{ message: 'No access.', errorCode: 'INSUFFICIENT_ACCESS' }] };
  expect(await call(denied)).toContain('Give the connection "Acme connection" the right');
});

describe('an outbound message of Salesforce', () => {
  const message = (records: string) =>
    `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D</OrganizationId>${records}</notifications></soapenv:Body></soapenv:Envelope>`;
  const record = (id: string, name: string) =>
    `<Notification><Id>04l</Id><sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>${id}</sf:Id><sf:Name>${name}</sf:Name></sObject></Notification>`;

  test.each([
    ['one record', record('001', 'A &amp; B'), [{ Id: '001', Name: 'A & B' }]],
    [
      'several',
      record('001', 'A') + record('002', 'B'),
      [
        { Id: '001', Name: 'A' },
        { Id: '002', Name: 'B' },
      ],
    ],
  ])('is read and acknowledged: %s', async (_what, records, data) => {
    const rawBody = { data: message(records), contentType: 'text/xml' };
    const payload = { ...createPayload(), rawBody, body: rawBody };
    for (const key of ['webhook', 'flowOutboundMessageTrigger']) {
      const result = await triggerOf(salesforce, key).perform(createContext(), payload, {});
      expect(result?.payload).toMatchObject({ body: { data } });
      expect(result?.response).toMatchObject({ statusCode: 200, contentType: 'text/xml' });
      expect(result?.response?.body).toContain('<Ack>true</Ack>');
    }
  });

  const params = {
    connection,
    prefix: 'acme',
    triggerObject: 'Account',
    triggerOn: 'Create or Update',
    fields: ['Name'],
  };
  const webhookUrls = { 'Import orders': 'https://stepwell.test/hook' };
  const NAME = 'acme_Import_orders_ins_1';
  const asked = () =>
    service.asked.map(({ line }) => decodeURIComponent(line.replaceAll('+', ' ')).slice(0, 120));

  test('is set up by a deploy, with the flow in Salesforce that sends it', async () => {
    const none = { body: { records: [] } };
    const context = service.context([none, { body: { username: 'ann@acme.test' } }, {}, {}], { webhookUrls });
    await triggerOf(salesforce, 'flowOutboundMessageTrigger').webhookCreate?.(context, params);
    expect(service.asked[2]).toMatchObject({
      line: `POST ${api}/tooling/sobjects/WorkflowOutboundMessage`,
      body: {
        FullName: `Account.${NAME}`,
        Metadata: {
          endpointUrl: 'https://stepwell.test/hook',
          fields: ['Id', 'Name'],
          integrationUser: 'ann@acme.test',
          apiVersion: 63,
        },
      },
    });
    expect(service.asked[3]).toMatchObject({
      line: `POST ${api}/tooling/sobjects/Flow`,
      body: {
        FullName: NAME,
        Metadata: {
          status: 'Active',
          start: { object: 'Account', recordTriggerType: 'CreateAndUpdate', triggerType: 'RecordAfterSave' },
          actionCalls: [{ actionName: `Account.${NAME}`, actionType: 'outboundMessage' }],
        },
      },
    });
  });

  test('is taken away with the instance', async () => {
    const found = (Id: string) => ({ body: { records: [{ Id }] } });
    const context = service.context([found('f1'), {}, found('f1'), {}, found('m1'), {}], { webhookUrls });
    await triggerOf(salesforce, 'flowOutboundMessageTrigger').webhookDelete?.(context, params);
    expect(asked()).toEqual([
      expect.stringContaining('SELECT Id FROM Flow WHERE'),
      `PATCH ${api}/tooling/sobjects/Flow/f1`,
      expect.stringContaining('SELECT Id FROM Flow WHERE'),
      `DELETE ${api}/tooling/sobjects/Flow/f1`,
      expect.stringContaining('SELECT Id FROM WorkflowOutboundMessage'),
      `DELETE ${api}/tooling/sobjects/WorkflowOutboundMessage/m1`,
    ]);
  });
});
