import { startService } from '@chowk/kit';
import { analytics } from './analytics.module.js';

await startService(analytics);
