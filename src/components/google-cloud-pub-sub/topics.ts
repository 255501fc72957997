import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { type Field, flag, json, needed, number, object, text } from '../kit/fields.ts';
import { googlePages, pageToken } from '../kit/google.ts';

export const projectId = needed(
  text('projectId', 'Project ID', 'The project that it is in.', { example: 'my-project-1234' }),
);
export const pageSize = number('pageSize', 'Page size', 'How many to return at once.');
const name = (key: string, label: string) => needed(text(key, label, 'Its name.', { example: 'orders' }));
export const topic = name('topic', 'Topic');
export const isWholeTopic = flag(
  'topicNameOrFullFormat',
  'Topic name or full format',
  'Whether the whole name is given, such as projects/my-project/topics/orders.',
);
export const labels = object('labels', 'Labels', 'Labels to find it by: an object.', {
  example: '{"team": "sales"}',
});
export const retention = text(
  'messageRetentionDuration',
  'Message retention duration',
  'How long messages are kept.',
  {
    example: '86400s',
  },
);
export const updateMask = needed(
  text('updateMask', 'Update mask', 'What is changed, separated by commas.', { example: 'labels' }),
);

/** The whole name of a topic or a subscription, as the path of a call. */
export function wholeName(kind: 'topics' | 'subscriptions', named: Field, isWhole: Field) {
  return (params: Params): string => {
    const given = textOf(named.value(params));
    const parts =
      isWhole.value(params) === true
        ? given.split('/')
        : ['projects', textOf(projectId.value(params)), kind, given];
    return parts.map(encodeURIComponent).join('/');
  };
}

const at: Field = { input: topic.input, to: 'name', value: wholeName('topics', topic, isWholeTopic) };
const settings = [
  labels,
  json('messageStoragePolicy', 'Message storage policy', 'Where messages may be kept: an object.'),
  text('kmsKeyName', 'KMS key name', 'The key that messages are encrypted with.'),
  json('schemaSettings', 'Schema settings', 'What messages must look like: an object.'),
  flag('satisfiesPzs', 'Satisfies PZS', 'Reserved by Google.'),
  retention,
];
const sent = settings.filter(({ to }) => to !== 'satisfiesPzs');
const TOPIC = { name: 'projects/my-project-1234/topics/orders', labels: { team: 'sales' } };
const POLICY = {
  version: 1,
  bindings: [{ role: 'roles/pubsub.publisher', members: ['user:ann@example.com'] }],
};
const resource = needed(
  text('resource', 'Resource', 'The whole name of a topic or a subscription.', { example: TOPIC.name }),
);
/** Gmail publishes in its own name. */
const GMAIL = 'serviceAccount:gmail-api-push@system.gserviceaccount.com';

export const topics = (): ActionRow[] => [
  {
    key: 'listTopics',
    label: 'List topics',
    description: 'Lists the topics of a project.',
    request: 'GET /projects/{projectId}/topics',
    fields: [projectId, pageToken, pageSize],
    pages: googlePages('topics'),
    example: { topics: [TOPIC] },
  },
  {
    key: 'getTopic',
    label: 'Get topic',
    description: 'Fetches the settings of a topic.',
    fields: [projectId, topic, isWholeTopic],
    perform: async ({ ask }, params) => (await ask({ method: 'GET', path: `/${at.value(params)}` })).data,
    example: TOPIC,
  },
  {
    key: 'createTopic',
    label: 'Create topic',
    description: 'Makes a topic.',
    request: 'PUT /projects/{projectId}/topics/{topic}',
    fields: [projectId, topic, ...settings],
    shape: ({ satisfiesPzs: _, ...made }) => made,
    example: TOPIC,
  },
  {
    key: 'updateTopic',
    label: 'Update topic',
    description: 'Changes the settings of a topic.',
    fields: [projectId, topic, isWholeTopic, updateMask, ...settings],
    async perform({ make }, params) {
      const path = String(at.value(params));
      const call = {
        request: `PATCH /${path}`,
        fields: [...sent, updateMask],
        shape: ({ updateMask: mask, ...changed }: Record<string, unknown>) => ({
          topic: { name: decodeURIComponent(path), ...changed },
          updateMask: mask,
        }),
      };
      return (await make(call)).data;
    },
    example: TOPIC,
  },
  {
    key: 'deleteTopic',
    label: 'Delete topic',
    description: 'Deletes a topic.',
    fields: [projectId, topic, isWholeTopic],
    perform: async ({ ask }, params) => (await ask({ method: 'DELETE', path: `/${at.value(params)}` })).data,
    example: {},
  },
  {
    key: 'setTopicIamPolicy',
    label: 'Set Gmail IAM policy for topic',
    description: 'Lets Gmail publish to a topic.',
    request: 'POST /{+topic}:setIamPolicy',
    fields: [needed(text('topic', 'Topic', 'The whole name of the topic.', { example: TOPIC.name }))],
    fixed: { policy: { bindings: [{ role: 'roles/pubsub.publisher', members: [GMAIL] }] } },
    example: { bindings: [{ role: 'roles/pubsub.publisher', members: [GMAIL] }] },
  },
  {
    key: 'getPolicy',
    label: 'Get policy',
    description: 'Says who may do what with a topic or a subscription.',
    request: 'GET /{+resource}:getIamPolicy',
    fields: [
      resource,
      number('requestedPolicyVersion', 'Requested policy version', 'The version of its form.', {
        to: 'options.requestedPolicyVersion',
      }),
    ],
    shape: ({ options }) => {
      const version = valueAt(options, 'requestedPolicyVersion');
      return version === undefined ? {} : { 'options.requestedPolicyVersion': version };
    },
    example: POLICY,
  },
  {
    key: 'setPolicy',
    label: 'Set policy',
    description: 'Says who may do what with a topic or a subscription from now on.',
    request: 'POST /{+resource}:setIamPolicy',
    fields: [
      resource,
      needed(json('policy', 'Policy', 'The whole policy.', { example: JSON.stringify(POLICY) })),
    ],
    example: POLICY,
  },
];
