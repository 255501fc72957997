import type { InputDeclaration } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import { folderPath, found, includeSubdirectories, watchedFolder } from '../kit/remote-files.ts';
import { connectionIn } from '../kit/service.ts';
import { declared, settingsOf } from './connection.ts';
import { entriesOf, files, verbose } from './files.ts';
import { session } from './session.ts';

const LABEL = 'FTP';

export const ftp = connector(
  {
    key: 'ftp',
    label: LABEL,
    description:
      'Reads, writes, moves and deletes files on servers that speak FTP, with TLS or without, and starts flows with new ones.',
    category: 'Storage',
  },
  () => {
    const service = { label: LABEL, connectionKey: 'connection', connect: () => undefined };
    const connection: InputDeclaration = {
      key: service.connectionKey,
      label: 'Connection',
      type: 'connection',
      comments: 'The connection to the server.',
      required: true,
    };
    return {
      service,
      connections: [
        {
          ...declared,
          async check(context, tried) {
            const folder = await session(context, tried, '', (client) => client.pwd());
            return { message: `Connected as ${settingsOf(tried).user} in ${folder}` };
          },
        },
      ],
      actions: files(service),
      triggers: [
        watchedFolder({
          connection,
          server: 'an FTP server',
          async list(context, params) {
            const path = textOf(folderPath.value(params));
            const isDeep = includeSubdirectories.value(params) === true;
            return await session(context, connectionIn(service, params), path, (client) =>
              found((folder) => entriesOf(client, folder), path, isDeep),
            );
          },
        }),
      ],
      options: [verbose],
      hasNoRawRequest: true,
    };
  },
);
