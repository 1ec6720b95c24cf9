import { startService } from '../../src/index.js';
import { thingService } from './thing-description.js';

await startService(thingService);
