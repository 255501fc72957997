import { connector } from '../kit/connector.ts';
import { actions } from './actions.ts';
import { declared, settingsOf } from './connection.ts';
import { session } from './session.ts';

export const redis = connector(
  {
    key: 'redis',
    label: 'Redis',
    description: 'Reads and writes keys, hashes and lists of Redis, and publishes messages.',
    category: 'Storage',
  },
  () => {
    const service = { label: 'Redis', connectionKey: 'redisConnection', connect: () => undefined };
    return {
      service,
      connections: [
        {
          ...declared,
          async check(context, tried) {
            await session(context, tried, (client) => client.ping());
            const { host, db } = settingsOf(tried);
            return { message: `Connected to database ${db} of ${host}` };
          },
        },
      ],
      actions: actions(service),
      hasNoRawRequest: true,
    };
  },
);
