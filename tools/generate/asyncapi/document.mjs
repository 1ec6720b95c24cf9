import { socketsPart } from './sockets.mjs';
import { topicsPart } from './topics.mjs';

/**
 * The AsyncAPI 3 document of everything that is told without being asked: the Kafka topics between services and the sockets of screens.
 * Made of the declarations in libs/contracts, of the golden samples, and of who listens according to the code.
 */
export function asyncApiDocument(given) {
  const [topics, sockets] = [topicsPart(given), socketsPart(given)];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Chowk events',
      version: '1',
      description:
        'What Chowk tells without being asked: events between its services (Kafka) and what screens hear (Socket.io). Adding an optional field keeps the version of an event; anything else is a new version beside the old one. Ignore fields and types that you do not know.',
    },
    defaultContentType: 'application/json',
    servers: {
      gateway: {
        host: '{gateway}',
        pathname: '/socket.io',
        protocol: 'wss',
        description:
          'Screens, through the gateway: Socket.io 4, transport `websocket` alone. Without TLS (`ws`) on a local stack.',
        variables: { gateway: { default: 'localhost:3000', description: 'Host of the gateway.' } },
        security: [{ $ref: '#/components/securitySchemes/accessToken' }],
      },
      kafka: {
        host: '{brokers}',
        protocol: 'kafka',
        description: 'Between the services; not reached from outside.',
        variables: { brokers: { default: 'localhost:9092', description: '`KAFKA_BROKERS` of the installation.' } },
      },
    },
    channels: { ...sockets.channels, ...topics.channels },
    operations: { ...sockets.operations, ...topics.operations },
    components: {
      messages: { ...sockets.messages, ...topics.messages },
      schemas: { ...sockets.schemas, ...topics.schemas },
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token, said as `token` in the handshake (`auth`), not in a header.',
        },
      },
    },
  };
}
