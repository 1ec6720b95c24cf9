import {
  addRecipeBody,
  changeRecipeBody,
  NotFound,
  NotYetAvailable,
  recipeAnswer,
  RecipeExists,
  UnknownReference,
  type AddRecipeBody,
  type ChangeRecipeBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  cutPage,
  decodeCursor,
  Idempotent,
  IfMatch,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
} from '@chowk/kit';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { KeepRecipes } from '../use-cases/keep-recipes.js';
import { recipeView } from './stock.view.js';

const recipesQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('inventory/recipes')
export class RecipeController {
  constructor(private readonly keepRecipes: KeepRecipes) {}

  @Get()
  @Permit('inventory:read')
  @OperationId('listRecipes')
  @Summary(
    'What sold things take out of the stock',
    'Per item, variant or modifier: how much of which SKU one sold piece takes.',
  )
  @Succeeds('page')
  @Answers(recipeAnswer.array())
  async list(@Query({ schema: recipesQuery }) { limit, cursor }: z.output<typeof recipesQuery>) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepRecipes.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(recipeView), { nextCursor, limit });
  }

  @Post()
  @Permit('inventory:write')
  @Idempotent('accepted')
  @OperationId('addRecipe')
  @Summary(
    'Write a recipe for an item, variant or modifier',
    'From then on orders of it hold and take stock at their outlet. Each item, variant or modifier has one recipe.',
  )
  @Succeeds('created')
  @Answers(recipeAnswer, RecipeExists, UnknownReference, NotYetAvailable)
  async add(@Body({ schema: addRecipeBody }) body: AddRecipeBody) {
    const recipe = await this.keepRecipes.add(body);
    return created(recipeView(recipe), `/api/v1/inventory/recipes/${recipe.id}`);
  }

  @Patch(':id')
  @Permit('inventory:write')
  @OperationId('changeRecipe')
  @Summary('Rewrite a recipe; orders that wait keep what they hold', 'The list of ingredients is replaced as a whole.')
  @Answers(recipeAnswer, NotFound, UnknownReference)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeRecipeBody }) body: ChangeRecipeBody,
    @IfMatch() expectedVersion: number | undefined,
  ) {
    return recipeView(await this.keepRecipes.change(id, body, expectedVersion));
  }
}
