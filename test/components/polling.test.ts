/** Triggers of services that look on a schedule for what is new. */
import { describe, expect, test } from 'bun:test';
import { awsSqs } from '../../src/components/aws-sqs/index.ts';
import type { Component, Params, State } from '../../src/components/component.ts';
import { hubspot } from '../../src/components/hubspot/index.ts';
import { type Changed, changedRecords } from '../../src/components/kit/changed-records.ts';
import { isReserved } from '../../src/components/reserved.ts';
import { salesforce } from '../../src/components/salesforce/index.ts';
import { type Answer, connectionOf, failureOf, loopbackService } from './connector-calls.ts';
import { createPayload, triggerOf } from './context.ts';

const service = loopbackService();

/** Looks once more, with what the look before has noted. */
function looks(component: Component, key: string, params: Params) {
  const instanceState: State = {};
  const trigger = triggerOf(component, key);
  return async (answers: Answer[], more: Params = {}) => {
    const own = { ...params, ...more };
    const result = await trigger.perform(service.context(answers, { instanceState }), createPayload(), own);
    const [kept] = trigger.stateReads?.(own) ?? [];
    expect(kept?.keys).toEqual(Object.keys(instanceState));
    expect(Object.keys(instanceState).every(isReserved)).toBe(true);
    return { found: Object(result?.payload).body.data, isEmpty: result?.resultType === 'polled_no_changes' };
  };
}

describe('records that have changed', () => {
  const change = (id: string, at: number, createdAt = at): Changed => ({
    id,
    at,
    createdAt,
    value: `${id}@${at}`,
  });
  const look = (cursor: unknown, all: Changed[], more = {}) =>
    changedRecords({
      ...{ cursor, from: undefined, overlapMs: 10, most: 100, shows: { isNew: true, isUpdated: true } },
      newest: async () => Math.max(0, ...all.map(({ at }) => at)),
      async *changedSince(since) {
        for (const each of all.toSorted((a, b) => a.at - b.at)) if (each.at >= since) yield each;
      },
      ...more,
    });
  const before = [change('a', 95), change('b', 100)];

  test('are those since the first look, each change once, those that are shown late among them', async () => {
    const first = await look(undefined, before);
    expect(first).toMatchObject({ items: [], isEmpty: true });
    const second = await look(first.cursor, [...before, change('c', 120)]);
    expect(second.items).toEqual(['c@120']);
    const late = [...before, change('d', 115), change('c', 120)];
    const third = await look(second.cursor, late);
    expect(third.items).toEqual(['d@115']);
    expect(await look(third.cursor, late)).toMatchObject({ items: [], isEmpty: true });
    const again = await look(third.cursor, [...late, change('c', 121, 120)]);
    expect(again.items).toEqual(['c@121']);
  });

  test('are handed on in parts, however many have the same time', async () => {
    const many = [1, 2, 3, 4, 5].map((id) => change(String(id), 200));
    let cursor: unknown = (await look(undefined, before)).cursor;
    const found: unknown[] = [];
    for (let part = 0; part < 3; part += 1) {
      const next = await look(cursor, [...before, ...many], { most: 2 });
      found.push(next.items);
      cursor = next.cursor;
    }
    expect(found).toEqual([['1@200', '2@200'], ['3@200', '4@200'], ['5@200']]);
  });

  test.each([
    [{ isNew: true, isUpdated: false }, ['c@120']],
    [{ isNew: false, isUpdated: true }, ['b@130']],
  ])('are those that are wanted: %j', async (shows, items) => {
    const { cursor } = await look(undefined, before);
    expect(
      (await look(cursor, [change('a', 95), change('c', 120), change('b', 130, 100)], { shows })).items,
    ).toEqual(items);
  });

  test('are all of them where the first look begins before', async () => {
    expect((await look(undefined, before, { from: 0 })).items).toEqual(['a@95', 'b@100']);
  });
});

describe('Salesforce', () => {
  const connection = connectionOf(
    'oauth2',
    {},
    { access_token: 't1', instance_url: 'https://acme.my.salesforce.com' },
  );
  const record = (Id: string, second: string, created = second) => ({
    ...{ Id, Name: Id },
    SystemModstamp: `2026-01-31T08:00:${second}.000+0000`,
    CreatedDate: `2026-01-31T08:00:${created}.000+0000`,
  });
  const answer = (...records: object[]) => ({ body: { records } });
  const described = { body: { fields: [{ name: 'Id' }, { name: 'Name' }] } };
  const asked = () => service.asked.map(({ line }) => new URL(line.slice(4)).searchParams.get('q'));
  const params = { connection, recordType: 'Account', fieldValues: [{ key: 'Industry', value: 'Food' }] };

  test('is looked at for records that have changed', async () => {
    const look = looks(salesforce, 'pollChangesTrigger', params);
    expect(await look([answer(record('1', '10'))])).toEqual({ found: [], isEmpty: true });
    expect(asked()).toEqual([
      "SELECT SystemModstamp FROM Account WHERE Industry = 'Food' ORDER BY SystemModstamp DESC LIMIT 1",
    ]);
    const two = record('2', '20');
    expect(await look([described, answer(record('1', '10'), two)])).toEqual({ found: [two], isEmpty: false });
    expect(asked()[1]).toBe(
      "SELECT Id, SystemModstamp, CreatedDate, Name FROM Account WHERE Industry = 'Food' AND SystemModstamp >= 2026-01-31T07:59:10.000Z ORDER BY SystemModstamp, Id",
    );
    expect(await look([described, answer(two)])).toEqual({ found: [], isEmpty: true });
  });

  test('is looked at from a day on, for some fields, for IDs, and for what was deleted', async () => {
    const more = { lookBackDate: '1970-01-01', showDeletedRecords: 'true', selectedFields: ['Name'] };
    const look = looks(salesforce, 'pollChangesTrigger', { connection, recordType: 'Account', ...more });
    const page = {
      body: { records: [record('1', '10')], nextRecordsUrl: '/services/data/v63.0/query/01g-2' },
    };
    const { found } = await look([page, answer(record('2', '20'))]);
    expect(found).toEqual([record('1', '10'), record('2', '20')]);
    expect(service.asked[0]?.line).toContain(
      '/queryAll?q=SELECT+Id%2C+SystemModstamp%2C+CreatedDate%2C+IsDeleted%2C+Name',
    );
    const ids = looks(salesforce, 'pollChangesTrigger', {
      connection,
      recordType: 'Account',
      lookBackDate: '1970-01-01',
      returnIdsOnly: 'true',
    });
    expect(await ids([answer(record('1', '10'))])).toEqual({ found: ['1'], isEmpty: false });
    expect(await failureOf(ids([], { lookBackDate: 'soon' }))).toContain('which is no date');
  });
});

describe('HubSpot', () => {
  const hubspotConnection = connectionOf('accessToken', { accessToken: 't1' });
  const record = (id: string, second: string) => ({
    ...{ id, properties: {} },
    createdAt: '2025-01-31T08:00:00.000Z',
    updatedAt: `2026-01-31T08:00:${second}.000Z`,
  });
  const answer = (results: object[], after?: string) => ({
    body: { results, ...(after === undefined ? {} : { paging: { next: { after } } }) },
  });

  test.each([
    ['pollChangesTrigger', { searchEndpoint: 'contacts' }, 'contacts', 'lastmodifieddate'],
    ['pollCustomChangesTrigger', { objectType: '2-1' }, '2-1', 'hs_lastmodifieddate'],
  ])('is looked at for records that have changed: %s', async (key, own, type, property) => {
    const searchProperties =
      '{"filterGroups":[{"filters":[{"propertyName":"city","operator":"EQ","value":"Oslo"}]}]}';
    const look = looks(hubspot, key, { hubspotConnection, searchProperties, ...own });
    expect(await look([answer([record('1', '10')])])).toEqual({ found: [], isEmpty: true });
    const both = [answer([record('1', '10')], '2'), answer([record('2', '20')])];
    expect(await look(both)).toEqual({ found: [record('2', '20')], isEmpty: false });
    expect(service.asked[0]?.line).toBe(`POST https://api.hubapi.com/crm/v3/objects/${type}/search`);
    expect(service.asked.map(({ body }) => body)).toMatchObject([
      {
        filterGroups: [
          {
            filters: [
              { propertyName: 'city' },
              { propertyName: property, operator: 'GTE', value: String(Date.parse('2026-01-31T07:58:10Z')) },
            ],
          },
        ],
        sorts: [{ propertyName: property, direction: 'ASCENDING' }],
      },
      { after: '2' },
    ]);
    expect(await look([answer([record('2', '20')])])).toEqual({ found: [], isEmpty: true });
    expect(await look([answer([record('3', '30')])], { showUpdatedRecords: 'false' })).toEqual({
      found: [],
      isEmpty: true,
    });
  });
});

test('a queue of SQS is looked at for messages', async () => {
  const awsConnection = connectionOf('apiKeySecret', { accessKeyId: 'a', secretAccessKey: 's' });
  const url = 'https://sqs.us-east-1.amazonaws.com/1/orders';
  const look = looks(awsSqs, 'pollMessagesTrigger', { awsConnection, url });
  const message = { MessageId: 'm1', Body: 'Hi' };
  expect(await look([{ body: { Messages: [message] } }])).toEqual({ found: [message], isEmpty: false });
  expect(service.asked[0]?.body).toEqual({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  expect(await look([{ body: {} }])).toEqual({ found: [], isEmpty: true });
});
