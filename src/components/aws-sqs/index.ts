import { awsConnections, awsService } from '../kit/aws.ts';
import { connector } from '../kit/connector.ts';
import { actions, queuesSource } from './actions.ts';
import { pollMessages } from './poll-messages.ts';

export const awsSqs = connector(
  {
    key: 'aws-sqs',
    label: 'Amazon SQS',
    description: 'Sends and receives messages in queues of Amazon SQS.',
    category: 'Messaging',
  },
  () => {
    const service = awsService('Amazon SQS', 'awsConnection', 'sqs');
    return {
      service,
      connections: awsConnections,
      actions: actions(service),
      sources: [queuesSource(service)],
      triggers: [pollMessages(service)],
      hasNoRawRequest: true,
    };
  },
);
