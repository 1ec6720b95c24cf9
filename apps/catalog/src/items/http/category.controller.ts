import {
  addCategoryBody,
  categoryAnswer,
  CategoryInUse,
  changeCategoryBody,
  NotFound,
  reorderCategoriesBody,
  UnknownReference,
  VersionConflict,
  type AddCategoryBody,
  type ChangeCategoryBody,
  type ReorderCategoriesBody,
} from '@chowk/contracts';
import { Answers, created, Idempotent, IfMatch, noContent, OperationId, Permit, Succeeds, Summary } from '@chowk/kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { KeepCategories } from '../use-cases/keep-categories.js';
import { categoryView } from './catalog.view.js';

@Controller('menu/categories')
export class CategoryController {
  constructor(private readonly keepCategories: KeepCategories) {}

  @Get()
  @Permit('catalog:read')
  @OperationId('listCategories')
  @Summary('All categories in their order and all their languages', 'The headings of the menu, empty ones too.')
  @Answers(categoryAnswer.array())
  async list() {
    return (await this.keepCategories.all()).map(categoryView);
  }

  @Post()
  @Permit('catalog:write')
  @Idempotent('accepted')
  @OperationId('addCategory')
  @Summary(
    'Open a category behind all others',
    'A new heading; it stands last until the categories are put into another order.',
  )
  @Succeeds('created')
  @Answers(categoryAnswer)
  async add(@Body({ schema: addCategoryBody }) body: AddCategoryBody) {
    const category = await this.keepCategories.add(body);
    return created(categoryView(category), `/api/v1/menu/categories/${category.id}`);
  }

  @Post('reorder')
  @HttpCode(200)
  @Permit('catalog:write')
  @OperationId('reorderCategories')
  @Summary(
    'Put categories into a new order',
    'Those that are named come first, in this order; those left out follow in the order they had.',
  )
  @Answers(categoryAnswer.array(), UnknownReference)
  async reorder(@Body({ schema: reorderCategoriesBody }) { categoryIds }: ReorderCategoriesBody) {
    return (await this.keepCategories.reorder(categoryIds)).map(categoryView);
  }

  @Patch(':id')
  @Permit('catalog:write')
  @OperationId('changeCategory')
  @Summary('Rename a category', 'Name and description in all languages; fields that are left out stay as they are.')
  @Answers(categoryAnswer, NotFound, VersionConflict)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeCategoryBody }) body: ChangeCategoryBody,
    @IfMatch() expectedVersion: number | undefined,
  ) {
    return categoryView(await this.keepCategories.change(id, body, expectedVersion));
  }

  @Delete(':id')
  @Permit('catalog:write')
  @OperationId('removeCategory')
  @Summary('Close a category that has no items any more', 'Refused with `CATEGORY_IN_USE` while an item stands in it.')
  @Succeeds('no-content')
  @Answers(undefined, NotFound, CategoryInUse, VersionConflict)
  async remove(@Param('id', { schema: z.uuid() }) id: string, @IfMatch() expectedVersion: number | undefined) {
    await this.keepCategories.remove(id, expectedVersion);
    return noContent();
  }
}
