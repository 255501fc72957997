import { connector } from '../kit/connector.ts';
import { watchedFolder } from '../kit/remote-files.ts';
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
      triggers: [watchedFolder({ service, server: 'an FTP server', session, entriesOf })],
      options: [verbose],
      hasNoRawRequest: true,
    };
  },
);
