import { startService } from '@chowk/kit';
import { payment } from './payment.module.js';

await startService(payment);
