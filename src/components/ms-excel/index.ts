import { isList, valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { fieldText, plain } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { GRAPH, graphService, microsoftOauth } from '../kit/microsoft.ts';
import { debugRequest } from '../kit/options.ts';
import type { Service } from '../kit/service.ts';
import { files } from './files.ts';
import { ranges } from './ranges.ts';
import { tables } from './tables.ts';
import { worksheets } from './worksheets.ts';

const SCOPES = 'Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All offline_access';
const graph = graphService('Microsoft Excel', 'connection');

/** Workbooks are in a drive, or in the drive of a site: the connection says which kind its IDs are of. */
const service: Service = {
  ...graph,
  connect(connection, _context, params) {
    const { configVarKey, token } = connection;
    const id = encodeURIComponent(textOf(params.sourceId));
    const place = fieldText(connection, 'source') === 'sites' ? `/sites/${id}/drive` : `/drives/${id}`;
    const baseUrl = GRAPH + (id === '' ? '' : place);
    return { configVarKey, fields: { baseUrl, clientId: '' }, ...(token ? { token } : {}) };
  },
};

export const msExcel = connector(
  {
    key: 'ms-excel',
    label: 'Microsoft Excel',
    description: 'Reads and writes workbooks in OneDrive and SharePoint, and files of Excel.',
    category: 'Productivity',
  },
  () => ({
    service,
    options: [debugRequest],
    connections: [
      {
        ...microsoftOauth(SCOPES, { formerKeys: ['oauth'] }),
        inputs: [
          ...microsoftOauth(SCOPES).inputs,
          plain('source', 'Source', 'Where the workbooks are.', {
            default: 'drives',
            model: [
              { label: 'OneDrive', value: 'drives' },
              { label: 'SharePoint', value: 'sites' },
            ],
          }),
        ],
      },
    ],
    actions: [...worksheets(), ...ranges(), ...tables()],
    others: files(),
    sources: [
      {
        key: 'selectDrive',
        label: 'Drives',
        description: 'Offers the drives of the user.',
        request: 'GET /me/drives',
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'name'),
      },
    ],
    check: {
      path: '/me/drives',
      who: (data) => {
        const all = valueAt(data, 'value');
        return isList(all) ? textOf(valueAt(all[0], 'owner.user.displayName')) : 'a user';
      },
    },
  }),
);
