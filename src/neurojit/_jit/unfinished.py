"""Compile functions that only functions call no further than these need, which optimise them together with themselves.

numba optimises every function and makes machine code of it before its callers get it, and so once more at every level
of callers. For small functions that LLVM inlines anyway that is most of the time that compilation takes.
"""
import numba._dynfunc
from numba.core import codegen, compiler
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class _Library(codegen.JITCodeLibrary):
    """LLVM's code of a function as numba wrote it, ready to be linked into others."""

    def _optimize_functions(self, ll_module):
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self):
        pass

    def _finalize_final_module(self):
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):
    """Write a function in LLVM's language, and let other functions call it; Python cannot."""

    _name = "neurojit_unfinished_lowering"

    def run_pass(self, state):
        """What numba's own pass does, but for machine code."""
        name = state.func_id.func_qualname
        library = state.library = _Library(state.targetctx.codegen(), name)
        library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        made = state.cr
        doc = f"{name}, which only compiled functions can call"
        module = made.fndesc.lookup_module()
        function = numba._dynfunc.make_function(module, name.split(".")[-1], doc, 0, made.env, (library,))
        state.targetctx.insert_user_function(function, made.fndesc, [library])
        state["cr"] = made._replace(cfunc=function)
        return True


class Unfinished(compiler.Compiler):
    """numba's compiler up to the point where a function can be called by others."""

    def define_pipelines(self):
        """numba's, with our lowering."""
        pipelines = super().define_pipelines()
        for one in pipelines:
            one.passes = [(_Lowering if step is NativeLowering else step, text) for step, text in one.passes]
            one._finalized = False
            one.finalize()
        return pipelines
