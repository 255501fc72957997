import { asRecord, isList, isRecord, valueAt } from '../../lib/records.ts';
import type { Params, Trigger, TriggerPayload } from '../component.ts';
import { InputError, toText } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { connectionInput } from '../kit/connections.ts';
import { choice, list, needed, text } from '../kit/fields.ts';
import { ask, type CallContext, type Service } from '../kit/service.ts';
import { webhookTrigger } from '../kit/webhook.ts';
import { xmlOf } from '../kit/xml.ts';
import { version, versionOf } from './session.ts';
import { nameIn } from './soql.ts';

/** Salesforce sends a message again until it is answered so. */
const TAKEN =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>';

const withoutPrefix = (name: string) => name.replace(/^[^:]*:/, '');
const named = (value: unknown) =>
  Object.fromEntries(Object.entries(asRecord(value)).map(([name, inner]) => [withoutPrefix(name), inner]));

/** The records that an outbound message tells of. */
function recordsOf(payload: TriggerPayload): TriggerPayload {
  const { root } = xmlOf(toText(payload.rawBody.data, 'Body'));
  const message = named(named(named(root).Body).notifications);
  const all = isList(message.Notification) ? message.Notification : [message.Notification];
  const data = all.filter(isRecord).map((each) => named(named(each).sObject));
  return data.length === 0 ? payload : { ...payload, body: { data, contentType: 'application/json' } };
}

const answer = () => ({ statusCode: 200, contentType: 'text/xml', body: TAKEN });
const example = {
  headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  body: [{ Id: '0017000000hOMChAAO', Name: 'Acme' }],
};

export const webhook = webhookTrigger({
  key: 'webhook',
  label: 'Webhook',
  description: 'Starts the flow for an outbound message of Salesforce, whose records it is given.',
  directions: 'Give the address of the flow to an outbound message under Setup, Process Automation.',
  inputs: [],
  verify() {},
  read: recordsOf,
  answer,
  example,
});

const connection = connectionInput(
  'connection',
  'The connection to Salesforce, whose user may customize it.',
);
const object = needed(
  text('triggerObject', 'Record type', 'The API name of the object.', {
    example: 'Account',
    dataSource: 'selectRecordType',
  }),
);
const WHEN = new Map([
  ['Create', 'Create'],
  ['Update', 'Update'],
  ['Create or Update', 'CreateAndUpdate'],
]);
const when = choice('triggerOn', 'Trigger on', 'What it is told of.', [...WHEN.keys()], {
  default: 'Create or Update',
});
const prefix = needed(
  text('prefix', 'Prefix', 'What the names of what is made in Salesforce begin with.', { example: 'acme' }),
);
const fields = list('fields', 'Fields', 'What is told of each record; empty: its ID.', { example: 'Name' });

const TOOLING = '/tooling/sobjects';

/** What the parts in Salesforce are called: those of each flow of an instance otherwise. */
function namesOf(params: Params, { instance, flow }: { instance: { id: string }; flow: { name: string } }) {
  const clean = (words: string) => words.replaceAll(/\W+/g, '_').replaceAll(/_+/g, '_').replace(/^_|_$/g, '');
  const start = clean(textOf(prefix.value(params)));
  if (!/^[a-z]/i.test(start))
    throw new InputError('The input "Prefix" must begin with a letter, as names in Salesforce do.');
  const whole = `${start}_${clean(flow.name).slice(0, 30)}_${clean(instance.id).slice(-12)}`;
  return { type: nameIn(textOf(object.value(params)), object.input.label), name: whole };
}

/** Makes a flow in Salesforce that sends outbound messages, and takes both away again. */
export const outboundMessages = (service: Service): Trigger => {
  const call = async (context: CallContext, params: Params, method: string, path: string, data?: unknown) =>
    (await ask(service, context, params, { method, path, data })).data;
  const find = async (context: CallContext, params: Params, type: string, condition: string) => {
    const q = `SELECT Id FROM ${type} WHERE ${condition}`;
    const found = await ask(service, context, params, {
      method: 'GET',
      path: '/tooling/query',
      query: { q },
    });
    return recordsIn(valueAt(found.data, 'records')).map(({ Id }) => textOf(Id));
  };
  const remove = async (context: CallContext, params: Params, type: string, condition: string) => {
    for (const id of await find(context, params, type, condition))
      await call(context, params, 'DELETE', `${TOOLING}/${type}/${encodeURIComponent(id)}`);
  };
  return webhookTrigger({
    key: 'flowOutboundMessageTrigger',
    label: 'Flow outbound message',
    description:
      'Starts the flow when records change in Salesforce; a deploy makes a flow and an outbound message there.',
    inputs: [connection, ...[prefix, object, when, fields].map(({ input }) => input), version],
    verify() {},
    read: recordsOf,
    answer,
    async webhookCreate(context, params) {
      const { type, name } = namesOf(params, context);
      const told = fields.value(params);
      const names = Array.isArray(told) ? told.map((field) => nameIn(String(field), fields.input.label)) : [];
      if ((await find(context, params, 'WorkflowOutboundMessage', `Name = '${name}'`)).length === 0) {
        const user = await ask(service, context, params, { method: 'GET', path: '/chatter/users/me' });
        const Metadata = {
          apiVersion: Number(versionOf(params)),
          endpointUrl: context.webhookUrls[context.flow.name] ?? '',
          fields: [...new Set(['Id', ...names])],
          includeSessionId: false,
          integrationUser: textOf(valueAt(user.data, 'username')),
          ...{ name, protected: false, useDeadLetterQueue: false },
        };
        const message = { FullName: `${type}.${name}`, Metadata };
        await call(context, params, 'POST', `${TOOLING}/WorkflowOutboundMessage`, message);
      }
      await call(context, params, 'POST', `${TOOLING}/Flow`, {
        FullName: name,
        Metadata: flowOf(type, name, params),
      });
      return undefined;
    },
    async webhookDelete(context, params) {
      const { name } = namesOf(params, context);
      const isNamed = `Definition.DeveloperName = '${name}'`;
      // A flow is deleted once it is at rest.
      for (const id of await find(context, params, 'Flow', `${isNamed} AND Status = 'Active'`))
        await call(context, params, 'PATCH', `${TOOLING}/Flow/${encodeURIComponent(id)}`, {
          Metadata: { status: 'Obsolete' },
        });
      await remove(context, params, 'Flow', isNamed);
      await remove(context, params, 'WorkflowOutboundMessage', `Name = '${name}'`);
      return undefined;
    },
    example,
  });
};

/** A flow in Salesforce that sends the outbound message once a record was saved. */
const flowOf = (type: string, name: string, params: Params) => ({
  ...{ label: name, status: 'Active', processType: 'AutoLaunchedFlow', environments: 'Default' },
  interviewLabel: `${name} {!$Flow.CurrentDateTime}`,
  start: {
    ...{ locationX: 50, locationY: 0, object: type, triggerType: 'RecordAfterSave' },
    recordTriggerType: WHEN.get(textOf(when.value(params))) ?? 'CreateAndUpdate',
    connector: { targetReference: 'Send_outbound_message' },
  },
  actionCalls: [
    {
      ...{ name: 'Send_outbound_message', label: 'Send outbound message', locationX: 50, locationY: 150 },
      ...{ actionName: `${type}.${name}`, actionType: 'outboundMessage' },
    },
  ],
});
