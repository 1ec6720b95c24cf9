import { startService } from '@chowk/kit';
import { notification } from './notification.module.js';

await startService(notification);
