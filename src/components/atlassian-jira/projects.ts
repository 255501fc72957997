import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, flag, needed, text } from '../kit/fields.ts';
import { more, projectId } from './issue-fields.ts';
import { paging } from './search.ts';
import { agile } from './service.ts';

const search = needed(text('search', 'Search', 'Words of the name.', { to: 'query', example: 'Shop' }));
const searchType = needed(
  choice('searchType', 'Search type', 'What it is known by.', ['id', 'key', 'name'], { default: 'key' }),
);
const searchValue = needed(text('searchValue', 'Search value', 'What that is.', { example: 'SHOP' }));
const boardId = needed(text('boardId', 'Board ID', 'The number of the board.', { example: '84' }));
const versionId = needed(text('versionId', 'Version ID', 'The ID of the version.', { example: '10000' }));
const version = [
  text('description', 'Description', 'What there is to say.'),
  text('versionName', 'Version name', 'What it is called.', { to: 'name', example: '1.1' }),
  flag('archived', 'Archived', 'Whether it is put away.'),
  flag('released', 'Released', 'Whether it is out.'),
  text('startDate', 'Start date', 'When work on it begins.', { example: '2026-01-01' }),
  text('releaseDate', 'Release date', 'When it comes out.', { example: '2026-01-31' }),
  text('projectKey', 'Project key', 'The key of its project.', { to: 'project', example: 'SHOP' }),
  text('projectId', 'Project ID', 'The ID of its project.', { example: '10000' }),
  ...more,
];
const PROJECT = { id: '10000', key: 'SHOP', name: 'Shop' };
const VERSION = { id: '10000', name: '1.1', released: false };

export const projects = (): ActionRow[] => [
  {
    key: 'listProjects',
    label: 'List projects',
    description: 'Lists the projects that the connection may see.',
    request: 'GET /project/search',
    fields: paging,
    example: { values: [PROJECT], total: 1, isLast: true },
  },
  {
    key: 'getProject',
    label: 'Get project',
    description: 'Fetches a project.',
    request: 'GET /project/{projectId}',
    fields: [projectId],
    example: PROJECT,
  },
  {
    key: 'searchProjects',
    label: 'Search projects',
    description: 'Finds projects by their names.',
    request: 'GET /project/search',
    fields: [search],
    example: { values: [PROJECT], total: 1, isLast: true },
  },
  {
    key: 'findProject',
    label: 'Find project',
    description: 'Fetches the first project that fits; nothing where there is none.',
    fields: [searchType, searchValue],
    async perform({ ask }, params) {
      const [type, value] = [textOf(searchType.value(params)), textOf(searchValue.value(params))];
      const query = type === 'name' ? { query: value } : { [type === 'id' ? 'id' : 'keys']: value };
      const { data } = await ask({ method: 'GET', path: '/project/search', query });
      const all = recordsIn(valueAt(data, 'values'));
      return all.find((each) => textOf(each[type]).toLowerCase() === value.toLowerCase()) ?? null;
    },
    example: PROJECT,
  },
  {
    key: 'getStatusList',
    label: 'Get status list',
    description: 'Lists the states that issues of a project can have.',
    request: 'GET /statuses/search',
    fields: [projectId, ...paging],
    example: { values: [{ id: '10001', name: 'To Do' }], total: 1 },
  },
  {
    key: 'listPriorities',
    label: 'List priorities',
    description: 'Lists the priorities that issues can have.',
    request: 'GET /priority/search',
    fields: paging,
    example: { values: [{ id: '3', name: 'High' }], total: 1 },
  },
  {
    key: 'listVersions',
    label: 'List versions',
    description: 'Lists the versions of a project.',
    request: 'GET /project/{projectId}/version',
    fields: [projectId, ...paging],
    example: { values: [VERSION], total: 1 },
  },
  {
    key: 'getVersion',
    label: 'Get version',
    description: 'Fetches a version.',
    request: 'GET /version/{versionId}',
    fields: [versionId],
    example: VERSION,
  },
  {
    key: 'createVersion',
    label: 'Create version',
    description: 'Adds a version to a project.',
    request: 'POST /version',
    fields: version,
    example: VERSION,
  },
  {
    key: 'updateVersion',
    label: 'Update version',
    description: 'Changes a version; texts that are left empty stay as they are.',
    request: 'PUT /version/{versionId}',
    fields: [versionId, ...version],
    example: VERSION,
  },
  {
    key: 'listBoards',
    label: 'List boards',
    description: 'Lists boards.',
    request: `GET ${agile}/board`,
    fields: [...paging, text('filter', 'Filter', 'Words of the name.', { to: 'name' })],
    example: { values: [{ id: 84, name: 'Shop' }], isLast: true },
  },
  {
    key: 'getBoard',
    label: 'Get board',
    description: 'Fetches a board.',
    request: `GET ${agile}/board/{boardId}`,
    fields: [boardId],
    example: { id: 84, name: 'Shop', type: 'scrum' },
  },
  {
    key: 'listBoardSprints',
    label: 'List board sprints',
    description: 'Lists the sprints of a board.',
    request: `GET ${agile}/board/{boardId}/sprint`,
    fields: [boardId, ...paging],
    example: { values: [{ id: 37, state: 'active', name: 'Sprint 1' }], isLast: true },
  },
];
