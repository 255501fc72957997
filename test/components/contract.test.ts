import { describe, expect, test } from 'bun:test';
import type { Action, InputDeclaration, Trigger } from '../../src/components/component.ts';
import { builtInCatalog, builtInComponents } from '../../src/components/registry.ts';
import type { InputType } from '../../src/inputs/registry.ts';

const knownTypes: Partial<Record<InputType, 'text' | 'none'>> = {
  string: 'text',
  data: 'text',
  text: 'text',
  password: 'text',
  boolean: 'text',
  code: 'text',
  conditional: 'none',
  connection: 'none',
  template: 'text',
  objectSelection: 'none',
  objectFieldMap: 'none',
  jsonForm: 'none',
  dynamicObjectSelection: 'none',
  dynamicFieldSelection: 'none',
  date: 'text',
  timestamp: 'text',
  flow: 'text',
  structuredObject: 'none',
  dynamicObject: 'none',
};

/** Inputs by action as integrations exported from the field use them. */
const exported: Record<string, string> = {
  'atlassian-jira.createIssue':
    'ADFdescription assignee debug description dueDate dynamicValues fieldValues fixVersions issueType issueTypeId jiraConnection labels priority projectId reporter summary versions',
  'atlassian-jira.listIssues': 'debug jiraConnection maxResults startAt',
  'branch.branchOnExpression': 'conditions',
  'branch.branchOnValue': 'branchValueMappings inputValue',
  'change-data-format.binaryToJson': 'data',
  'change-data-format.convertToString': 'value',
  'change-data-format.deserializeFormData': 'data',
  'change-data-format.deserializeFromJson': 'data',
  'change-data-format.deserializeFromXml': 'data numbersAsStrings',
  'change-data-format.jsonToXml': 'data',
  'code.runCode': 'code',
  'collection-tools.addKey': 'key object objectPath value',
  'collection-tools.addMultipleKeys': 'dynamicFields keyValueListInput object objectPath',
  'collection-tools.chunks': 'listInput numberInput',
  'collection-tools.create': 'items',
  'collection-tools.createObject': 'keyValueInput',
  'collection-tools.filter': 'filterCodeInput listInput',
  'collection-tools.flatten': 'listInput',
  'collection-tools.last': 'listInput',
  'collection-tools.length': 'listInput',
  'collection-tools.map': 'contextInput filterCodeInput listInput transformCodeInput',
  'collection-tools.validateJsonSchema': 'jsonInput jsonSchema',
  'cross-flow.crossFlow': '',
  'cross-flow.invokeFlow': 'data flowName',
  'csv.parse': 'csv delimiter',
  'csv.generateFromObject': 'delimiter includeHeader inputArray',
  'customHttp.httpPost': 'connection data headers url',
  'datetime.adjustDateTime': 'dateTimeInput daysInput hoursInput minutesInput secondsInput',
  'datetime.getCurrentDateTime': '',
  'dropbox.dropboxWebhook': 'signingSecret',
  'dropbox.listChanges':
    'debug directoryPath dropboxConnection includeDeleted recursive teamMemberId userType',
  'dropbox.listFolder': 'cursor debug dropboxConnection limit path recursive teamMemberId userType',
  'google-cloud-pub-sub.createTopic':
    'connectionInput kmsKeyName labels messageRetentionDuration messageStoragePolicy projectId satisfiesPzs schemaSettings topic',
  'google-cloud-pub-sub.createWebhookSubscription':
    'connectionInput projectId subscription topic topicNameOrFullFormat webhookUrl',
  'google-drive.createDriveWebhook': 'connection driveId endpoint expiration',
  'google-gmail.createPushNotification': 'connection labelIdsInput topicNameInput userIdInput',
  'google-gmail.getEventHistory': 'connection historyId userId',
  'google-sheets.getRows': 'connection limit offset spreadsheetId title',
  'http.httpGet':
    'connection debugRequest headers ignoreSslErrors includeFullResponse maxRetries queryParams responseType retryDelayMS retryOnAllErrors timeout url useExponentialBackoff',
  'http.httpPost':
    'connection data debugRequest headers ignoreSslErrors includeFullResponse maxRetries queryParams responseType retryDelayMS retryOnAllErrors timeout url useExponentialBackoff',
  'liquid-template.transform': 'data liquidTemplate',
  'log.writeLog': 'level message',
  'loop.breakLoop': '',
  'loop.loopNTimes': 'iterationCount',
  'loop.loopOverItems': 'items',
  'management-triggers.instanceDeploy': '',
  'management-triggers.instanceRemove': '',
  'math.add': 'numbers',
  'messagepack.decodeMessage': 'message',
  'ms-dynamics.queryEntities':
    'connection entityType expandPropertyNames fieldNames filterExpression nextPageId orderByFieldNames recordsPerPage',
  'ms-dynamics.updateEntity': 'connection dynamicValues entityId entityType fieldValues',
  'ms-onedrive.listChanges': '$expand $select $top deltaURL oneDriveConnection',
  'ms-sharepoint.createSubscription':
    'allowDuplicates changeType clientState connection expirationDateTime notificationUrl resource',
  'ms-sharepoint.getListItemsInSite': 'connection listId optInFields pageLimit pageToken siteId',
  'openai.classifyAndBranch':
    'agentMcpServers agentTools branches classificationInstructions fileIds inputText model openaiConnection',
  'openai.createAgent':
    'handoffDescription instructions mcpServers modelName name outputSchema outputSchemaName outputSchemaStrict tools',
  'openai.resumeRun': 'agentConfig approvalResponses handoffs maxTurns openaiConnection state',
  'openai.runAgent':
    'agentConfig fileIds handoffs history maxTurns openaiConnection previousResponseId userInput',
  'openai.uploadFile': 'connection file filename purpose timeout',
  'persist-data.appendExecutionValueToList': 'keyInput valueInput',
  'persist-data.getCrossFlowValue': 'defaultValueInput keyInput',
  'persist-data.getExecutionValue': 'defaultValueInput keyInput',
  'persist-data.getInstanceValue': 'defaultValueInput keyInput',
  'persist-data.incrementExecutionValue': 'amountInput keyInput',
  'persist-data.listInstanceKeys': '',
  'persist-data.removeCrossFlowValue': 'keyInput',
  'persist-data.saveCrossFlowValue': 'dynamicValues keyInput valueInput',
  'persist-data.saveExecutionValue': 'keyInput valueInput',
  'persist-data.saveInstanceValue': 'dynamicValues keyInput valueInput',
  'postgres.query': 'debug params paramsObject postgresConnection queryField',
  'prismatic.deployInstance': 'connection instanceId',
  'prismatic.rawRequest': 'connection query variables',
  'recursive-flow.getCursor': '',
  'recursive-flow.invokeRecursive': '',
  'recursive-flow.recursiveTrigger': 'defaultCursor runOnDeploy',
  'recursive-flow.setCursor': 'cursor',
  'salesforce.flowOutboundMessageTrigger': 'connection fields prefix triggerObject triggerOn version',
  'salesforce.pollChangesTrigger':
    'dynamicValues fieldValueTypes fieldValues lookBackDate maxRecordsToFetch recordType returnIdsOnly selectedFields showDeletedRecords showNewRecords showUpdatedRecords version',
  'salesforce.query': 'connection debug queryString version',
  'schedule-triggers.schedule': '',
  'sftp.readFile': 'connection debug inputPath returnBuffer',
  'shopify.createProduct':
    'body debugRequest fieldValues imageUrl productType shopifyConnection tags title vendor',
  'shopify.eventTopicWebhook': 'connectionInput secret_key webhookTopic',
  'shopify.listInventoryLevels': 'debugRequest limit locationId pageInfo shopifyConnection',
  'sleep.sleep': 'ms',
  'stop-execution.stopExecution': 'contentType headers jsonBody statusCode',
  'text-manipulation.join': 'separator strings',
  'text-manipulation.joinLines': 'newlineType numberOfNewlines strings',
  'text-manipulation.replace': 'find replace text',
  'text-manipulation.split': 'separator text',
  'text-manipulation.upperCase': 'text',
  'webhook-triggers.webhook': 'body contentType headers statusCode',
};

type Part = { id: string; part: Action | Trigger; most: number };

const parts: Part[] = builtInComponents().flatMap(({ key, actions, triggers }) => [
  ...Object.values(actions).map((part) => ({ id: `${key}.${part.key}`, part, most: 2 })),
  ...Object.values(triggers).map((part) => ({ id: `${key}.${part.key}`, part, most: 3 })),
]);

const defaultProblem = ({ type, collection, model, default: given }: InputDeclaration): string => {
  if (given === undefined) return '';
  if (collection !== undefined || knownTypes[type] === 'none')
    return 'has rows or a form, which take no default';
  if (typeof given !== 'string') return 'has a default that is no text';
  if (type === 'boolean' && given !== 'true' && given !== 'false')
    return 'has a default other than true and false';
  const isChoice = given === '' || model === undefined || model.some(({ value }) => value === given);
  return isChoice ? '' : 'has a default that is not among its choices';
};

function inputProblems(id: string, input: InputDeclaration): string[] {
  const problems = [
    input.label.trim() === '' ? 'has no label' : '',
    (input.comments ?? '').trim() === '' ? 'has no comments' : '',
    Object.hasOwn(knownTypes, input.type) ? '' : `is of the unknown type ${input.type}`,
    defaultProblem(input),
  ];
  return problems
    .filter((problem) => problem !== '')
    .map((problem) => `${id}: the input ${input.key} ${problem}`);
}

const repeated = (values: string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

test('components have keys of their own, in order', () => {
  const keys = builtInComponents().map(({ key }) => key);
  expect(repeated(keys)).toEqual([]);
  expect(keys).toEqual(keys.toSorted());
  // The one that definitions from elsewhere spell so.
  for (const key of keys) if (key !== 'customHttp') expect(key).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  expect(builtInCatalog.find({ key: 'branch' })).toBeDefined();
  expect(builtInCatalog.find({ key: 'constructor' })).toBeUndefined();
});

test('actions and triggers stand under their own keys', () => {
  for (const { actions, triggers } of builtInComponents()) {
    for (const [key, { key: own }] of [...Object.entries(actions), ...Object.entries(triggers)])
      expect(key).toBe(own);
  }
});

describe.each(parts)('$id', ({ id, part, most }) => {
  test('says what it is and what it takes', () => {
    expect(part.display.label).not.toBe('');
    expect(part.display.description).toMatch(/\S.*\.$/);
    expect(part.examplePayload).toBeDefined();
    expect(repeated(part.inputs.map(({ key }) => key))).toEqual([]);
    expect(part.inputs.flatMap((input) => inputProblems(id, input))).toEqual([]);
  });

  test('is called as bundles are', () => {
    expect(part.perform.length).toBeLessThanOrEqual(most);
  });

  test('names its branches if it branches', () => {
    const dynamic = part.dynamicBranchInput;
    const isDeclared = part.inputs.some(({ key }) => key === dynamic);
    const hasBranches = (part.staticBranchNames ?? []).length > 0 || isDeclared;
    expect(hasBranches).toBe(part.allowsBranching === true);
  });
});

describe('integrations exported from the field', () => {
  const known = Object.entries(exported).filter(([id]) =>
    builtInCatalog.find({ key: id.split('.')[0] ?? '' }),
  );

  test.each(known)('find %s with all the inputs they use', (id, inputs) => {
    const found = parts.find((part) => part.id === id);
    const declared = found?.part.inputs.map(({ key }) => key) ?? [];
    expect(found).toBeDefined();
    expect(inputs.split(' ').filter((key) => key !== '' && !declared.includes(key))).toEqual([]);
  });
});
