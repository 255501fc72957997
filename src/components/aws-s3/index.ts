import { awsConnections, awsService } from '../kit/aws.ts';
import { connector } from '../kit/connector.ts';
import { buckets, bucketsSource } from './buckets.ts';
import { newFiles } from './new-files.ts';
import { notifications } from './notifications.ts';
import { objects } from './objects.ts';
import { tags } from './tags.ts';
import { triggers } from './triggers.ts';
import { uploads } from './uploads.ts';

export const awsS3 = connector(
  {
    key: 'aws-s3',
    label: 'Amazon S3',
    description: 'Stores and fetches files in buckets of Amazon S3, and of services like it.',
    category: 'Storage',
  },
  () => {
    const service = awsService('Amazon S3', 'awsConnection', 's3');
    return {
      service,
      connections: awsConnections,
      actions: [
        ...objects(service),
        ...tags(service),
        ...uploads(service),
        ...buckets(service),
        ...notifications(service),
      ],
      sources: [bucketsSource(service)],
      triggers: [...triggers(), newFiles(service)],
      hasNoRawRequest: true,
    };
  },
);
