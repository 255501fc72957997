import type { ConnectionDeclaration, InputDeclaration } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import { debug } from '../kit/file-actions.ts';
import { folderPath, found, includeSubdirectories, watchedFolder } from '../kit/remote-files.ts';
import { connectionIn } from '../kit/service.ts';
import { declared, settingsOf } from './connection.ts';
import { files } from './files.ts';
import { entriesOf } from './operations.ts';
import { answered, session } from './session.ts';

const LABEL = 'SFTP';

export const sftp = connector(
  {
    key: 'sftp',
    label: LABEL,
    description:
      'Reads, writes, moves and deletes files on servers that speak SFTP, and starts flows with new ones.',
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
      connections: declared.map(withCheck),
      actions: files(service),
      options: [debug],
      triggers: [
        watchedFolder({
          connection,
          server: 'an SFTP server',
          async list(context, params) {
            const path = textOf(folderPath.value(params));
            const isDeep = includeSubdirectories.value(params) === true;
            return await session(context, connectionIn(service, params), path, (client) =>
              found((folder) => entriesOf(client, folder), path, isDeep),
            );
          },
        }),
      ],
      hasNoRawRequest: true,
    };
  },
);

const withCheck = (each: ConnectionDeclaration): ConnectionDeclaration => ({
  ...each,
  async check(context, tried) {
    const folder = await session(context, tried, '', (client) =>
      answered<string>((done) => client.realpath('.', done)),
    );
    return { message: `Connected as ${settingsOf(tried).username} in ${folder}` };
  },
});
