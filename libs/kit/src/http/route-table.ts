import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { z } from 'zod';
import {
  accessKey,
  answersKey,
  idempotentKey,
  operationIdKey,
  readBytesOfBody,
  readIfMatch,
  succeedsKey,
  summaryKey,
  type Access,
  type DeclaredAnswers,
  type DeclaredSummary,
  type IdempotencyNeed,
  type Success,
} from './declarations.js';
import { looseObjectIn } from './strictness.js';

/** A parameter of a route: where its value comes from, and what it must look like. */
export interface RouteParameter {
  readonly source: 'body' | 'query' | 'param';
  /** Field it is taken from; undefined: the whole body, query or path. */
  readonly name: string | undefined;
  readonly schema: z.ZodType | undefined;
}

/** Everything that was declared about one route. */
export interface Route {
  readonly controller: string;
  readonly handlerName: string;
  readonly method: string;
  /** Below the global prefix, with `:name` for parameters. */
  readonly path: string;
  readonly access: Access;
  readonly idempotency: IdempotencyNeed | undefined;
  readonly answers: DeclaredAnswers | undefined;
  readonly succeeds: readonly Success[];
  readonly operationId: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly parameters: readonly RouteParameter[];
  /** Headers that its handler reads by name, in small letters. */
  readonly headers: readonly string[];
  readonly honoursIfMatch: boolean;
  readonly readsRawBody: boolean;
}

/** The routes of this service, read once at boot; refuses those that say too little. */
export class RouteTable {
  private readonly byHandler = new Map<object, Route>();

  constructor(discovery: DiscoveryService, scanner: MetadataScanner) {
    const controllers = discovery.getControllers().flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : []));
    for (const [handler, route] of routesIn(controllers, scanner)) this.byHandler.set(handler, route);
  }

  /** What was declared about the route a handler serves. */
  of(handler: object): Route {
    const route = this.byHandler.get(handler);
    if (!route) throw new Error('This handler is not in the route table');
    return route;
  }

  all(): readonly Route[] {
    return [...this.byHandler.values()];
  }
}

/** The routes that a module and the modules it imports declare: what its service serves, read without starting it. */
export function routesOfModule(module: Type): readonly Route[] {
  const modules = new Set<Type>();
  const visit = (one: unknown): void => {
    if (!isClass(one) || modules.has(one)) return;
    modules.add(one);
    listOf(MODULE_METADATA.IMPORTS, one).forEach(visit);
  };
  visit(module);
  const controllers = [...modules].flatMap((one) => listOf(MODULE_METADATA.CONTROLLERS, one).filter(isClass));
  return routesIn(controllers, new MetadataScanner()).map(([, route]) => route);
}

function listOf(key: string, module: Type): unknown[] {
  const list: unknown = Reflect.getMetadata(key, module);
  return Array.isArray(list) ? list : [];
}

/** Throws with all that cannot be served of what the controllers declare. */
function routesIn(controllers: readonly Type[], scanner: MetadataScanner): [handler: object, route: Route][] {
  const faults: string[] = [];
  const routes = controllers.flatMap((controller) => {
    const prototype: object = controller.prototype;
    return scanner.getAllMethodNames(prototype).flatMap((name): [object, Route][] => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      const route = readRoute(controller, name, handler, faults);
      return route ? [[handler, route]] : [];
    });
  });
  if (faults.length > 0) throw new Error(`Routes that cannot be served:\n  ${faults.join('\n  ')}`);
  return routes;
}

function isClass(value: unknown): value is Type {
  return typeof value === 'function' && typeof value.prototype === 'object';
}

function readRoute(controller: object, name: string, handler: object, faults: string[]): Route | undefined {
  const place = `${nameOf(controller)}.${name}`;
  const access = declared<Access>(accessKey, handler, controller);
  if (!access) {
    faults.push(`${place}: say who may call it with @Permit(...), @Public() or @NoTenant()`);
    return undefined;
  }
  const declaredParameters = declaredParametersOf(controller, name);
  const parameters = declaredParameters.flatMap(parameterOf);
  for (const { source, schema, name: field } of parameters) {
    if (source !== 'param' && !schema)
      faults.push(`${place}: its ${source} has no schema; write @${titled(source)}({ schema })`);
    const loose = source !== 'param' && schema && looseObjectIn(schema);
    if (loose !== undefined && loose !== false) {
      faults.push(
        `${place}: its ${source} lets unknown fields pass at "${[field, loose].filter(Boolean).join('.')}"; use z.strictObject`,
      );
    }
  }
  const summary = declared<DeclaredSummary>(summaryKey, handler);
  const reads = (factory: unknown) => declaredParameters.some((parameter) => parameter.factory === factory);
  const paths = [pathOf(controller), pathOf(handler)].join('/');
  return {
    controller: nameOf(controller),
    handlerName: name,
    method: RequestMethod[declared<number>(METHOD_METADATA, handler) ?? 0] ?? 'GET',
    path: `/${paths.split('/').filter(Boolean).join('/')}`,
    access,
    idempotency: declared<IdempotencyNeed>(idempotentKey, handler),
    answers: declared<DeclaredAnswers>(answersKey, handler),
    succeeds: declared<readonly Success[]>(succeedsKey, handler) ?? ['ok'],
    operationId: declared<string>(operationIdKey, handler),
    summary: summary?.line,
    description: summary?.description,
    parameters,
    headers: declaredParameters.flatMap(({ kind, data }) =>
      kind === headersKind && typeof data === 'string' ? [data.toLowerCase()] : [],
    ),
    honoursIfMatch: reads(readIfMatch),
    readsRawBody: reads(readBytesOfBody),
  };
}

function declared<Value>(key: string, ...targets: readonly object[]): Value | undefined {
  for (const target of targets) {
    const value: Value | undefined = Reflect.getMetadata(key, target);
    if (value !== undefined) return value;
  }
  return undefined;
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return Array.isArray(path) ? String(path[0]) : String(path ?? '');
}

/** Nest keys its parameters `<kind>:<index>`; these are its kinds. */
const sources: Readonly<Record<string, RouteParameter['source']>> = { '3': 'body', '4': 'query', '5': 'param' };
const headersKind = '6';

interface DeclaredParameter {
  readonly kind: string;
  readonly data?: unknown;
  readonly schema?: unknown;
  /** What a decorator of ours reads it with. */
  readonly factory?: unknown;
}

function declaredParametersOf(controller: object, name: string): DeclaredParameter[] {
  const found: Record<string, Omit<DeclaredParameter, 'kind'>> = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    controller,
    name,
  ) ?? {};
  return Object.entries(found).map(([key, parameter]) => ({ kind: key.split(':')[0] ?? '', ...parameter }));
}

function parameterOf({ kind, data, schema }: DeclaredParameter): RouteParameter[] {
  const source = sources[kind];
  if (!source) return [];
  return [
    {
      source,
      name: typeof data === 'string' ? data : undefined,
      schema: schema instanceof z.ZodType ? schema : undefined,
    },
  ];
}

function nameOf(target: object): string {
  return (target as Type).name;
}

function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
