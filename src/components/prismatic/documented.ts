import type { InputDeclaration } from '../component.ts';

/** An action that is a request of its own: its inputs are the variables of the document. */
type Documented = {
  key: string;
  label: string;
  description: string;
  inputs: InputDeclaration[];
  document: string;
  example: unknown;
};

const text = (
  key: string,
  label: string,
  comments: string,
  more: Partial<InputDeclaration> = {},
): InputDeclaration => ({
  ...{ key, label, comments, type: 'string', default: '' },
  ...more,
});
const needed = (key: string, label: string, comments: string): InputDeclaration =>
  text(key, label, comments, { required: true });

const instanceId = needed('instanceId', 'Instance id', 'Which instance.');
const customerId = needed('customerId', 'Customer', 'The id of the customer.');
const integrationId = needed('integrationId', 'Integration id', 'Which integration.');
const executionId = needed('executionId', 'Execution id', 'Which execution.');
const first = text('first', 'First', 'How many at most.', { example: '50' });
const after = text('after', 'After', 'The endCursor of the answer before.');
const name = text('name', 'Name', 'The whole name.');
const nameContains = text('nameContains', 'Name contains', 'A part of the name.');
const descriptionContains = text('descriptionContains', 'Description contains', 'A part of the description.');
const labelContains = text('labelContains', 'Label contains', 'One of the labels.');

const CUSTOMER = 'id name externalId description labels createdAt updatedAt';
const INSTANCE =
  'id name enabled deployedVersion createdAt updatedAt customer { id name externalId } integration { id name versionNumber }';
const INTEGRATION = 'id name description category labels versionNumber createdAt updatedAt';
const EXECUTION = 'id queuedAt startedAt endedAt status error flowName';
const ERRORS = 'errors { field messages }';
const PAGE = 'pageInfo { hasNextPage endCursor }';

const acme = { id: 'cus_1', name: 'Acme', externalId: 'acme' };
const shop = { id: 'ins_1', name: 'Acme orders', enabled: true, deployedVersion: 1 };
const orders = { id: 'int_1', name: 'Orders', versionNumber: 1 };
const page = { hasNextPage: false, endCursor: null };
const many = (nodes: unknown[]) => ({ nodes, pageInfo: page });

export const documented: Documented[] = [
  {
    key: 'deployInstance',
    label: 'Deploy instance',
    description:
      'Enables an instance. Instances here are deployed with the version that they were made with.',
    inputs: [instanceId],
    document: `mutation ($instanceId: ID!) { deployInstance(input: { id: $instanceId }) { instance { ${INSTANCE} } ${ERRORS} } }`,
    example: { deployInstance: { instance: shop, errors: [] } },
  },
  {
    key: 'disableInstnce',
    label: 'Disable instance',
    description: 'Pauses an instance: nothing starts on it any more.',
    inputs: [instanceId],
    document: `mutation ($instanceId: ID!) { updateInstance(input: { id: $instanceId, enabled: false }) { instance { ${INSTANCE} } ${ERRORS} } }`,
    example: { updateInstance: { instance: { ...shop, enabled: false }, errors: [] } },
  },
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Answers whose the connection’s token is, and its role.',
    inputs: [],
    document: 'query { authenticatedUser { id name email role } }',
    example: { authenticatedUser: { id: 'token:tok_1', name: 'Script', email: null, role: 'builder' } },
  },
  {
    key: 'getCustomer',
    label: 'Get customer',
    description: 'Answers a customer.',
    inputs: [customerId],
    document: `query ($customerId: ID!) { customer(id: $customerId) { ${CUSTOMER} } }`,
    example: { customer: acme },
  },
  {
    key: 'getExecution',
    label: 'Get execution',
    description: 'Answers an execution with its steps.',
    inputs: [executionId],
    document: `query ($executionId: ID!) { executionResult(id: $executionId) { ${EXECUTION} stepResults { nodes { id displayStepName startedAt endedAt hasError resultsUrl } } } }`,
    example: { executionResult: { id: 'exe_1', status: 'succeeded', stepResults: { nodes: [] } } },
  },
  {
    key: 'getInstance',
    label: 'Get instance',
    description: 'Answers an instance with the addresses of its flows.',
    inputs: [instanceId],
    document: `query ($instanceId: ID!) { instance(id: $instanceId) { ${INSTANCE} flowConfigs { nodes { webhookUrl flow { id name } } } } }`,
    example: { instance: shop },
  },
  {
    key: 'getIntegration',
    label: 'Get integration',
    description: 'Answers an integration.',
    inputs: [integrationId],
    document: `query ($integrationId: ID!) { integration(id: $integrationId) { ${INTEGRATION} } }`,
    example: { integration: orders },
  },
  {
    key: 'importIntegration',
    label: 'Import integration',
    description: 'Replaces the draft of an integration by a definition, or makes a new integration of it.',
    inputs: [
      text('integrationId', 'Integration id', 'Whose draft is replaced. Empty: a new integration is made.'),
      {
        ...needed('definition', 'YAML definition', 'The text of the definition.'),
        ...{ type: 'code', language: 'yaml' },
      },
    ],
    document: `mutation ($integrationId: ID, $definition: String!) { importIntegration(input: { integrationId: $integrationId, definition: $definition }) { integration { ${INTEGRATION} } ${ERRORS} } }`,
    example: { importIntegration: { integration: orders, errors: [] } },
  },
  {
    key: 'listComponents',
    label: 'List components',
    description: 'Lists what is installed, in the order of the keys.',
    inputs: [],
    document: `query { components { nodes { key label description category public versionNumber signature } ${PAGE} } }`,
    example: { components: many([{ key: 'http', label: 'HTTP', versionNumber: 1 }]) },
  },
  {
    key: 'listCustomers',
    label: 'List customers',
    description: 'Lists customers, oldest first.',
    inputs: [
      ...[first, after, name, nameContains],
      text('nameStartsWith', 'Name starts with', 'How the name begins.'),
      text('externalId', 'External id', 'The customer’s id in your own system.'),
      ...[descriptionContains, labelContains],
    ],
    document: `query ($first: Int, $after: String, $name: String, $nameContains: String, $nameStartsWith: String, $externalId: String, $descriptionContains: String, $labelContains: String) { customers(first: $first, after: $after, name: $name, name_Icontains: $nameContains, name_Istartswith: $nameStartsWith, externalId: $externalId, description_Icontains: $descriptionContains, labels_Contains: $labelContains) { nodes { ${CUSTOMER} } ${PAGE} } }`,
    example: { customers: many([acme]) },
  },
  {
    key: 'listFlows',
    label: 'List flows',
    description: 'Lists the flows of an integration’s draft.',
    inputs: [integrationId],
    document:
      'query ($integrationId: ID!) { integration(id: $integrationId) { flows { nodes { id name description stableKey } } } }',
    example: { integration: { flows: { nodes: [{ id: 'int_1:Import', name: 'Import' }] } } },
  },
  {
    key: 'listInstances',
    label: 'List instances',
    description: 'Lists instances, oldest first.',
    inputs: [
      ...[first, after, name, nameContains],
      text('customer', 'Customer', 'The id of their customer.'),
      text('customerExternalId', 'Customer external id', 'Their customer’s id in your own system.'),
      text('integration', 'Integration', 'The id of their integration.'),
      text('enabled', 'Enabled', 'Those that are enabled, or those that are not.', {
        ...{ type: 'boolean', default: 'true' },
      }),
    ],
    document: `query ($first: Int, $after: String, $name: String, $nameContains: String, $customer: ID, $customerExternalId: String, $integration: ID, $enabled: Boolean) { instances(first: $first, after: $after, name: $name, name_Icontains: $nameContains, customer: $customer, customer_ExternalId: $customerExternalId, integration: $integration, enabled: $enabled) { nodes { ${INSTANCE} } ${PAGE} } }`,
    example: { instances: many([shop]) },
  },
  {
    key: 'listIntegrations',
    label: 'List integrations',
    description: 'Lists integrations, oldest first.',
    inputs: [
      ...[first, after, name, nameContains],
      text('category', 'Category', 'The whole category.'),
      text('categoryContains', 'Category contains', 'A part of the category.'),
      text('description', 'Description', 'The whole description.'),
      ...[descriptionContains, labelContains],
    ],
    document: `query ($first: Int, $after: String, $name: String, $nameContains: String, $category: String, $categoryContains: String, $description: String, $descriptionContains: String, $labelContains: String) { integrations(first: $first, after: $after, name: $name, name_Icontains: $nameContains, category: $category, category_Icontains: $categoryContains, description: $description, description_Icontains: $descriptionContains, labels_Contains: $labelContains) { nodes { ${INTEGRATION} } ${PAGE} } }`,
    example: { integrations: many([orders]) },
  },
  {
    key: 'publishIntegration',
    label: 'Publish integration version',
    description: 'Publishes the draft of an integration as its next version; one with errors is refused.',
    inputs: [integrationId, text('comment', 'Comments', 'What is new in it.')],
    document: `mutation ($integrationId: ID!, $comment: String) { publishIntegration(input: { id: $integrationId, comment: $comment }) { integration { ${INTEGRATION} } ${ERRORS} } }`,
    example: { publishIntegration: { integration: orders, errors: [] } },
  },
  {
    key: 'testFlow',
    label: 'Test flow',
    description: 'Runs a flow of a draft as a test, and answers its execution, which goes on by itself.',
    inputs: [
      needed(
        'flowId',
        'Flow id',
        'As “List flows” answers it: the integration’s id, a colon, the flow’s name.',
      ),
      text('payload', 'Payload', 'The body that the flow is called with.'),
      text('contentType', 'Content type', 'The media type of the payload.', { example: 'application/json' }),
    ],
    document: `mutation ($flowId: ID!, $payload: String, $contentType: String) { testIntegrationFlow(input: { id: $flowId, payload: $payload, contentType: $contentType }) { testIntegrationFlowResult { execution { ${EXECUTION} } } ${ERRORS} } }`,
    example: {
      testIntegrationFlow: { testIntegrationFlowResult: { execution: { id: 'exe_1' } }, errors: [] },
    },
  },
  {
    key: 'updateInstance',
    label: 'Update instance',
    description: 'Renames an instance.',
    inputs: [instanceId, text('name', 'Name', 'The new name.')],
    document: `mutation ($instanceId: ID!, $name: String) { updateInstance(input: { id: $instanceId, name: $name }) { instance { ${INSTANCE} } ${ERRORS} } }`,
    example: { updateInstance: { instance: shop, errors: [] } },
  },
  {
    key: 'updateIntegration',
    label: 'Update integration',
    description: 'Changes the name and the description of an integration.',
    inputs: [
      integrationId,
      text('name', 'Name', 'The new name.'),
      text('description', 'Description', 'The new description.'),
    ],
    document: `mutation ($integrationId: ID!, $name: String, $description: String) { updateIntegration(input: { id: $integrationId, name: $name, description: $description }) { integration { ${INTEGRATION} } ${ERRORS} } }`,
    example: { updateIntegration: { integration: orders, errors: [] } },
  },
];
