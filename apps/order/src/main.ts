import { startService } from '@chowk/kit';
import { order } from './order.module.js';

await startService(order);
