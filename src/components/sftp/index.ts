import type { ConnectionDeclaration } from '../component.ts';
import { connector } from '../kit/connector.ts';
import { debug } from '../kit/file-actions.ts';
import { watchedFolder } from '../kit/remote-files.ts';
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
    return {
      service,
      connections: declared.map(withCheck),
      actions: files(service),
      options: [debug],
      triggers: [watchedFolder({ service, server: 'an SFTP server', session, entriesOf })],
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
