import { awsConnections, awsService } from '../kit/aws.ts';
import { connectionInput } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { actions, sources } from './actions.ts';
import { triggers } from './triggers.ts';

export const awsSns = connector(
  {
    key: 'aws-sns',
    label: 'Amazon SNS',
    description:
      'Publishes messages to topics of Amazon SNS and to phones, and starts flows with those of topics.',
    category: 'Messaging',
  },
  () => {
    const service = awsService('Amazon SNS', 'awsConnection', 'sns');
    const connection = connectionInput(service.connectionKey, 'The connection to Amazon SNS.');
    return {
      service,
      connections: awsConnections,
      actions: actions(service),
      sources: sources(service),
      triggers: triggers(service, connection),
      hasNoRawRequest: true,
    };
  },
);
