import {
  Body,
  Controller,
  Delete,
  Get,
  HttpException,
  Inject,
  Injectable,
  Module,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { error, NotFound, RateLimited, Unavailable, UnknownReference } from '@chowk/contracts/envelope';
import { z } from 'zod';
import {
  accepted,
  Answers,
  config,
  type ConfigOf,
  created,
  currentCall,
  CurrentPrincipal,
  cutPage,
  Database,
  decodeCursor,
  defineService,
  Idempotent,
  IfMatch,
  InjectStore,
  listQuery,
  newId,
  noContent,
  NoTenant,
  NoTenantOrSignedIn,
  page,
  parseJson,
  Permit,
  type Principal,
  Public,
  raw,
  RawBody,
  readyJson,
  refuse,
  sql,
  Store,
  StoreModule,
  Summary,
  withEtag,
} from '../../src/index.js';
import { CreateThings1760000000000, Thing } from './thing.js';

export const OutOfThings = error('OUT_OF_THINGS', 'conflict', 'No such thing is left.', 'Take another thing.');

export const thingConfig = config({ THING_SECRET: z.string().min(8).default('a thing nobody guesses') });

const thingBody = z.strictObject({
  name: z.string().trim().min(1).max(40),
  quantity: z.number().int().min(1).max(99),
  dueOn: z.iso.date().optional(),
  colour: z.enum(['RED', 'BLUE']).optional(),
  parts: z
    .array(z.strictObject({ sku: z.string(), count: z.number().int().min(1).max(9) }))
    .max(5)
    .default([]),
});
type ThingBody = z.output<typeof thingBody>;

/** What the test does to calls in flight. */
@Injectable()
export class Conductor {
  readonly ran: string[] = [];
  /** Called inside `POST /things/slowly`, after the row is there. */
  meanwhile: () => Promise<void> = () => Promise.resolve();
  failWith: Error | undefined;
}

const nameCursor = z.tuple([z.string(), z.uuid()]);

@Controller('things')
export class ThingController {
  constructor(
    @InjectStore(Thing) private readonly things: Store<Thing>,
    private readonly database: Database,
    private readonly conductor: Conductor,
    @Inject(thingConfig.token) private readonly settings: ConfigOf<typeof thingConfig>,
  ) {}

  @Post()
  @Permit('order:create')
  @Idempotent('required')
  @Summary('Make a thing')
  @Answers(z.object({ id: z.uuid() }), OutOfThings)
  async make(@Body({ schema: thingBody }) body: ThingBody) {
    this.conductor.ran.push(body.name);
    if (body.name === 'refused') throw refuse(OutOfThings, { left: 0 });
    if (body.name === 'limited') throw refuse(RateLimited, undefined, { retryAfter: 7 });
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    if (!idempotency?.resumed) await this.things.add(Thing.make(id, body.name, body.quantity));
    await this.conductor.meanwhile();
    if (this.conductor.failWith) throw this.conductor.failWith;
    return created({ id, resumed: idempotency?.resumed }, `/api/v1/things/${id}`);
  }

  @Get()
  @Permit('order:read', 'order:read:own')
  async list(
    @Query({ schema: listQuery({ name: z.string().max(40).optional() }) })
    query: {
      limit: number;
      cursor?: string;
      count: boolean;
    },
  ) {
    const after = query.cursor === undefined ? ['', newId()] : decodeCursor(query.cursor, nameCursor);
    const rows = await this.database.query<{ id: string; name: string }>(
      sql`select id, name from thing where (name, id) > (${after[0]}, ${after[1]}::uuid) order by name, id limit ${query.limit + 1}`,
    );
    const { items, nextCursor } = cutPage(rows, query.limit, ({ name, id }) => [name, id]);
    return page(items, { nextCursor, limit: query.limit, ...(query.count ? { total: 3 } : {}) });
  }

  @Get('menu')
  @Public()
  menu() {
    return withEtag({ language: currentCall().language, tenant: currentCall().tenantId }, { maxAge: 5 });
  }

  @Get('ready')
  @Public()
  ready() {
    return withEtag(readyJson('{"b":1,"a":[2]}'), { maxAge: 0, tag: 'v7' });
  }

  @Get('who')
  @Permit('order:read', 'order:read:own', 'tenant:create')
  who(@CurrentPrincipal() principal: Principal) {
    const { requestId, traceparent, tenantId, peer, language } = currentCall();
    return { id: principal.id, outlets: principal.outlets, requestId, traceparent, tenantId, peer, language };
  }

  @Get('breaks')
  @Public()
  breaks() {
    throw new Error(`select * from secrets where phone = '+919876543210' and otp 482913`);
  }

  @Get('framework')
  @Public()
  framework() {
    throw new HttpException('teapots are a matter of @nestjs/common', 418);
  }

  @Get('code.png')
  @Public()
  image() {
    return raw(Buffer.from([0x89, 0x50]), 'image/png', { 'cache-control': 'public, max-age=60' });
  }

  @Post('loose')
  @Permit('order:create')
  @Idempotent('accepted')
  loose(@Body({ schema: thingBody }) body: ThingBody) {
    if (body.name === 'nowhere') throw refuse(UnknownReference, [{ path: 'name' }]);
    return accepted({ name: body.name, settings: this.settings.THING_SECRET.length });
  }

  @Post('plain')
  @Public()
  plain() {
    return { plain: true };
  }

  @Get('away')
  @Public()
  away() {
    throw refuse(Unavailable, undefined, { retryAfter: 3 });
  }

  @Get(':id')
  @Permit('order:read')
  async one(@Param('id') id: string) {
    return this.things.get(id);
  }

  @Patch(':id')
  @Permit('order:update-status')
  async rename(
    @Param('id') id: string,
    @Body({ schema: z.strictObject({ name: z.string().max(40) }) }) { name }: { name: string },
    @IfMatch() expectedVersion: number | undefined,
  ) {
    const options = expectedVersion === undefined ? {} : { expectedVersion };
    return this.things.change(id, (thing) => void (thing.name = name), options);
  }

  @Delete(':id')
  @Permit('order:cancel')
  remove(@Param('id') id: string) {
    if (id === '') throw refuse(NotFound);
    return noContent();
  }
}

@Controller('hooks')
export class HookController {
  @Post(':slug')
  @NoTenant()
  hook(@Param('slug') slug: string, @RawBody() bytes: Buffer) {
    if (slug === 'parsed') return { value: parseJson(bytes) };
    return { slug, bytes: bytes.toString('hex'), tenant: currentCall().tenantId ?? null };
  }

  @Get(':slug')
  @NoTenantOrSignedIn()
  who(@CurrentPrincipal() principal: Principal | undefined) {
    const { id, deviceId, tableSessionId } = principal ?? {};
    return { id, deviceId, tableSessionId, tenant: currentCall().tenantId ?? null };
  }
}

@Module({
  imports: [StoreModule.of(Thing)],
  controllers: [ThingController, HookController],
  providers: [Conductor],
})
export class ThingModule {}

export const thingService = defineService({
  name: 'thing',
  module: ThingModule,
  config: thingConfig,
  database: {
    entities: [Thing],
    migrations: [CreateThings1760000000000],
    seed: async (app) => void app.get(Conductor).ran.push('seeded'),
  },
});
