import { Injectable } from '@nestjs/common';
import type { EventDefinition, Received } from '@chowk/contracts/envelope';
import type { CopyDeclaration } from './copy.js';

export interface EventHandler {
  readonly definition: EventDefinition;
  /** Rejects with the error the handler's method threw, unmasked. */
  readonly handle: (event: Received) => Promise<void>;
  readonly copy: () => CopyDeclaration | undefined;
}

/** The handlers of this service by event type, filled by the transport while Nest registers the controllers. */
@Injectable()
export class EventHandlers {
  private readonly byType = new Map<string, EventHandler[]>();

  /** Two handlers of one event run one after the other, in the order of registration, in one transaction. */
  add(handler: EventHandler): void {
    const present = this.byType.get(handler.definition.type);
    if (present) present.push(handler);
    else this.byType.set(handler.definition.type, [handler]);
  }

  of(type: string): readonly EventHandler[] {
    return this.byType.get(type) ?? [];
  }

  /** Topics that this service listens to, without prefix. */
  topics(): string[] {
    return [...new Set(this.all().map((handler) => handler.definition.topic))].sort();
  }

  all(): readonly EventHandler[] {
    return [...this.byType.values()].flat();
  }
}
