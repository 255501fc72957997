import { isList } from '../../lib/records.ts';
import type { ConnectionValue, Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { type Field, json, list, needed, object, objectOf, rows, text } from '../kit/fields.ts';
import { versionOf } from './service.ts';

export const issueId = needed(
  text('issueId', 'Issue ID', 'The ID or the key of the issue.', { example: 'SHOP-42' }),
);
export const projectId = needed(
  text('projectId', 'Project ID', 'The ID or the key of the project.', {
    example: 'SHOP',
    dataSource: 'selectProject',
  }),
);
export const fieldValues = rows('fieldValues', 'Values', 'Names of further fields, with their values.', {
  to: '',
});
export const dynamicValues = object(
  'dynamicValues',
  'Dynamic fields',
  'Further fields: an object, or a list of keys and values.',
  {
    to: '',
    example: '{"customfield_10010": "Oslo"}',
  },
);
export const more = [dynamicValues, fieldValues];

/** Where an issue stays if nothing is said. */
const project = text('projectId', 'Project ID', 'The ID or the key of another project.', {
  example: 'SHOP',
  dataSource: 'selectProject',
});
const summary = text('summary', 'Summary', 'What the issue is about.', { example: 'It is broken' });
const description = text('description', 'Description', 'What there is to say.', { type: 'text' });
const document = json('ADFdescription', 'ADF description', 'The same as a document of Atlassian; it wins.', {
  example: '{"version": 1, "type": "doc", "content": []}',
});
const typeName = text('issueType', 'Issue type name', 'What kind it is.', { example: 'Bug' });
const typeId = text('issueTypeId', 'Issue type ID', 'What kind it is, by its ID; it wins.', {
  example: '10002',
  dataSource: 'selectIssueType',
});
const account = (key: string, label: string, comments: string) =>
  text(key, label, comments, { example: '5b10ac8d82e05b22cc7d4ef5' });
const assignee = account('assignee', 'Assignee account ID', 'Who works on it.');
const reporter = account('reporter', 'Reporter account ID', 'Who has reported it.');
const dueDate = text('dueDate', 'Due date', 'When it is to be done.', { example: '2026-01-31' });
const priority = text('priority', 'Priority', 'The name or ID of its priority.', { example: 'High' });
const labels = list('labels', 'Labels', 'Its labels.', { example: 'shop' });
const versions = text('versions', 'Versions', 'Versions that have it, separated by commas.', {
  example: '1.0',
});
const fixVersions = text(
  'fixVersions',
  'Fix versions',
  'Versions that have it no more, separated by commas.',
  { example: '1.1' },
);

export const issueFields = (isNew: boolean): Field[] => [
  isNew ? projectId : project,
  isNew ? needed(summary) : summary,
  description,
  document,
  typeName,
  typeId,
  assignee,
  reporter,
  dueDate,
  priority,
  labels,
  versions,
  fixVersions,
  ...more,
];

const isNumber = (value: unknown) => /^\d+$/.test(textOf(value));
/** By its ID where it is a number, else by its name. */
const named = (value: unknown, name = 'name') =>
  isNumber(value) ? { id: textOf(value) } : { [name]: value };
const namedList = (value: unknown) =>
  textOf(value)
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => named(each));

/** A text as a document of Atlassian, a paragraph a line. */
export const documentOf = (words: string) => ({
  ...{ version: 1, type: 'doc' },
  content: words.split(/\r?\n/).map((line) => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  })),
});

/** What somebody writes, as the version of the API wants it. */
export const written = (words: unknown, connection: ConnectionValue) =>
  versionOf(connection) === '2' ? words : documentOf(textOf(words));

/** The fields of an issue, as Jira calls them. */
export function fieldsOf(params: Params, connection: ConnectionValue): Record<string, unknown> {
  const given = (field: Field) => field.value(params);
  const made: Record<string, unknown> = {};
  const set = (name: string, value: unknown, as: (value: unknown) => unknown = (it) => it) => {
    if (value !== undefined && !(isList(value) && value.length === 0)) made[name] = as(value);
  };
  set('project', given(project), (value) => named(value, 'key'));
  set('summary', given(summary));
  set('description', given(description), (value) => written(value, connection));
  set('description', given(document));
  set('issuetype', given(typeName), (value) => ({ name: value }));
  set('issuetype', given(typeId), (value) => ({ id: value }));
  set('assignee', given(assignee), (value) => ({ id: value }));
  set('reporter', given(reporter), (value) => ({ id: value }));
  set('duedate', given(dueDate));
  set('priority', given(priority), (value) => named(value));
  set('labels', given(labels));
  set('versions', given(versions), namedList);
  set('fixVersions', given(fixVersions), namedList);
  return { ...made, ...objectOf(more, params) };
}
