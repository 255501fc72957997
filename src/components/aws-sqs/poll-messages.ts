import { valueAt } from '../../lib/records.ts';
import type { Trigger } from '../component.ts';
import { recordsIn } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import { connectionInput } from '../kit/connections.ts';
import { cursorTrigger } from '../kit/cursor-trigger.ts';
import type { Service } from '../kit/service.ts';
import { call } from './actions.ts';
import { url } from './operations.ts';

const connection = connectionInput('awsConnection', 'The connection to Amazon SQS.');
/** As many as SQS gives at once; the next look takes what is left. */
const MOST = 10;

export const pollMessages = (service: Service): Trigger =>
  cursorTrigger({
    key: 'pollMessagesTrigger',
    label: 'New messages',
    description:
      'Starts the flow on its schedule with up to ten messages of a queue; they come again unless the flow deletes them.',
    inputs: [url.input, connection, ...awsFields.map(({ input }) => input)],
    place: (params) => url.value(params),
    async find(context, params) {
      const asked = {
        QueueUrl: url.value(params),
        MaxNumberOfMessages: MOST,
        MessageAttributeNames: ['All'],
      };
      const items = recordsIn(
        valueAt(await call(service, context, params, 'ReceiveMessage', asked), 'Messages'),
      );
      return { items, isEmpty: items.length === 0, cursor: null };
    },
    example: [{ MessageId: '219f8380', ReceiptHandle: 'AQEBwJnKyrHigUMZj6rYigCg', Body: 'Hello' }],
  });
