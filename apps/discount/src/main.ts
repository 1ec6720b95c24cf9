import { startService } from '@chowk/kit';
import { discount } from './discount.module.js';

await startService(discount);
