import { Body, Controller, Get, Module, Post, Put } from '@nestjs/common';
import { wireShapes } from '@chowk/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Answers, Idempotent, IfMatch, OperationId, Permit, Public, Succeeds, Summary } from '../declarations.js';
import { routesOfModule } from '../route-table.js';
import { openApiOf } from './document.js';
import { incompleteOperations } from './incomplete.js';

const cup = z.object({ id: z.uuid(), size: z.enum(['SMALL', 'LARGE']), refill: z.boolean().default(false) });
wireShapes.add(cup, { id: 'Cup' });
const fillBody = z.strictObject({ size: z.enum(['SMALL', 'LARGE']).optional(), sugar: z.number().int().min(0).max(3) });
const words = 'What it promises, and what happens afterwards.';

@Controller('cups')
class WholeController {
  @Post()
  @Permit('order:create')
  @Idempotent('required')
  @OperationId('fillCup')
  @Summary('Fill a cup', words)
  @Succeeds('created', 'accepted')
  @Answers(cup)
  fill(@Body({ schema: fillBody }) body: unknown, @IfMatch() version: number | undefined): unknown {
    return [body, version];
  }

  @Get()
  @Public()
  @OperationId('listCups')
  @Summary('All cups', words)
  @Succeeds('page')
  @Answers(cup.array())
  list(): unknown {
    return undefined;
  }
}

@Module({ controllers: [WholeController] })
class WholeModule {}

@Module({ imports: [WholeModule] })
class OuterModule {}

/** What is said against one controller. */
function faultsOf(controller: new () => object): readonly string[] {
  @Module({ controllers: [controller] })
  class OneModule {}
  return incompleteOperations(routesOfModule(OneModule));
}

describe('An operation that is described completely', () => {
  const document = openApiOf('cup', routesOfModule(OuterModule));
  const fill = document.paths['/api/v1/cups']?.['post'];

  it('is refused for nothing, and found through imported modules', () => {
    expect(incompleteOperations(routesOfModule(OuterModule))).toEqual([]);
    expect(Object.keys(document.paths['/api/v1/cups'] ?? {})).toEqual(['post', 'get']);
  });

  it('says its name, its words, who may call it, and each status it answers with', () => {
    expect(fill).toMatchObject({
      operationId: 'fillCup',
      summary: 'Fill a cup',
      description: `${words}\n\n**Who:** signed in with \`order:create\` (OWNER, MANAGER, CASHIER, WAITER, CUSTOMER, GUEST).`,
      'x-permissions': ['order:create'],
    });
    const statuses = Object.keys(Object(fill?.['responses']));
    expect(statuses).toEqual([
      '201',
      '202',
      '400',
      '401',
      '403',
      '409',
      '412',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
      '504',
    ]);
  });

  it('says the headers it honours, and those of its answers', () => {
    const named = (names: readonly string[]) => names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
    expect(fill?.['parameters']).toEqual(named(['IdempotencyKeyRequired', 'IfMatch', 'AcceptLanguage', 'RequestId']));
    expect(fill).toHaveProperty(['responses', '201', 'headers', 'Location']);
    expect(fill).toHaveProperty(['responses', '201', 'headers', 'Idempotency-Replayed']);
  });

  it('refers to shapes that have a name, whose example is shown in the envelope', () => {
    const content = ['responses', '201', 'content', 'application/json'];
    expect(fill).toHaveProperty([...content, 'schema', 'properties', 'data'], { $ref: '#/components/schemas/Cup' });
    expect(fill).toHaveProperty([...content, 'example', 'data', 'size'], 'SMALL');
    expect(document.components['schemas']).toHaveProperty('Cup.required', ['id', 'size', 'refill']);
  });

  it('shows an example of every error code', () => {
    const examples = document.components['examples'];
    for (const code of ['VALIDATION_FAILED', 'VERSION_CONFLICT', 'IDEMPOTENCY_KEY_REUSED', 'TENANT_REQUIRED'])
      expect(examples).toHaveProperty([code, 'value', 'error', 'code'], code);
  });

  it('says of a list how it goes on', () => {
    const list = document.paths['/api/v1/cups']?.['get'];
    expect(list).toHaveProperty(['responses', '200', 'content', 'application/json', 'schema', 'properties', 'meta'], {
      $ref: '#/components/schemas/PageMeta',
    });
  });
});

describe('The reference refuses an operation', () => {
  it('without a name, summary or description', () => {
    @Controller('cups')
    class MuteController {
      @Get()
      @Public()
      @Answers(cup)
      read(): unknown {
        return undefined;
      }
    }
    expect(faultsOf(MuteController)).toEqual([
      'GET /api/v1/cups: has no @OperationId',
      'GET /api/v1/cups: has no @Summary',
      'GET /api/v1/cups: has no description; write @Summary(line, description)',
    ]);
  });

  it('whose name is taken, or cannot be a name in a client', () => {
    @Controller('cups')
    class TwinController {
      @Get()
      @Public()
      @OperationId('readCup')
      @Summary('One', words)
      @Answers(cup)
      one(): unknown {
        return undefined;
      }

      @Put()
      @Public()
      @OperationId('readCup')
      @Summary('Other', words)
      @Answers(cup)
      other(): unknown {
        return undefined;
      }

      @Post()
      @Public()
      @OperationId('Cup.fill')
      @Summary('Third', words)
      @Answers(cup)
      third(): unknown {
        return undefined;
      }
    }
    expect(faultsOf(TwinController)).toEqual([
      'PUT /api/v1/cups: its operation id is the one of GET /api/v1/cups',
      'POST /api/v1/cups: "Cup.fill" cannot be a name in a client; write it like placeOrder',
    ]);
  });

  it('that does not say what it answers, or says it of an answer without a body', () => {
    @Controller('cups')
    class VagueController {
      @Get()
      @Public()
      @OperationId('readCup')
      @Summary('One', words)
      read(): unknown {
        return undefined;
      }

      @Put()
      @Public()
      @OperationId('emptyCup')
      @Summary('Empty it', words)
      @Succeeds('no-content')
      @Answers(cup)
      empty(): unknown {
        return undefined;
      }

      @Post()
      @Public()
      @OperationId('listCups')
      @Summary('All', words)
      @Succeeds('page')
      @Answers(cup)
      list(): unknown {
        return undefined;
      }
    }
    expect(faultsOf(VagueController)).toEqual([
      'GET /api/v1/cups: has no schema of what it answers; write @Answers(shape) or @Succeeds("no-content")',
      'PUT /api/v1/cups: answers nothing that @Answers describes',
      'POST /api/v1/cups: answers a page of something that is no list',
    ]);
  });

  it('whose example its own shape refuses, or that has none', () => {
    const odd = z.strictObject({
      odd: z
        .number()
        .int()
        .refine((value) => value % 2 === 1, 'is even'),
      more: z.number().min(2),
    });
    wireShapes.add(odd, { id: 'OddBody', examples: [{ odd: 2, more: 2 }] });
    const secret = z.object({ code: z.string().regex(/^[αβγ]{7}$/) });

    @Controller('cups')
    class WrongController {
      @Post()
      @Public()
      @OperationId('guess')
      @Summary('Guess', words)
      @Answers(secret)
      guess(@Body({ schema: odd }) body: unknown): unknown {
        return body;
      }
    }
    const faults = faultsOf(WrongController);
    expect(faults[0]).toMatch(/^POST \/api\/v1\/cups: its answer has no example: No example for "code"/);
    expect(faults[1]).toBe('POST /api/v1/cups: the example of its body is refused at "odd": is even');
  });
});
