/// The Python file that `gradual hook` prints: it watches a torch model and writes what ``HookFile`` reads.
///
/// It needs torch and the standard library only. A change of what it writes is a new
/// ``HookFile/formatVersion``.
public enum HookScript {
  /// The file's text.
  public static let text = #"""
    """What the numbers in the passes of a torch model are, a line of JSON for every tensor.

        import gradual_hook

        hook = gradual_hook.watch(model, "hook.jsonl")
        for batch in batches:
            loss = ...
            loss.backward()
            hook.step(loss=loss, grad_norm=norm, loss_scale=scaler.get_scale())
        hook.close()

    Then `gradual inspect hook.jsonl` names the first module that is not finite, and says what any format
    would do to the numbers. Printed by `gradual hook`; needs torch and nothing else.

    Watched are what every module gives ("forward", and "recompute" where checkpointing runs it again in the
    backward pass), the gradients of that ("backward"), and the parameters' gradients ("parameter"), as autograd
    has them: times the loss scale, and before anything adds up several passes of a step. No number is changed.
    Modules inside of torch.compile are not seen; watch the model before it is compiled, or not at all.
    """

    import json
    import sys

    import torch

    FORMAT = 1  # of the lines
    SHIFT = 1100  # keeps every exponent of binary64 above the four bins of what has none
    ZERO, POSITIVE, NEGATIVE, NAN = range(4)
    # Integers of the same size, the width of what follows the exponent, and the exponent's bias.
    LAYOUTS = {torch.float32: (torch.int32, 23, 127), torch.float64: (torch.int64, 52, 1023)}


    def watch(model, path, every=1, only=None):
        """Watches a model until close(), and writes to the file at path, anew.

        every: of so many steps one is watched. only: which modules, a function of a name.
        Other ranks than 0 of torch.distributed write to the path with .RANK behind it.
        """
        return Hook(model, path, every, only or (lambda name: True))


    class Hook:
        def __init__(self, model, path, every, only):
            distributed = torch.distributed.is_available() and torch.distributed.is_initialized()
            rank = torch.distributed.get_rank() if distributed else 0
            self.path = f"{path}.{rank}" if rank else str(path)
            # A line is in the file as soon as it is written: what a killed run has left can be read.
            self._file = open(self.path, "w", buffering=1, encoding="utf-8")
            self._every, self._step, self._calls, self._handles = every, 0, {}, []
            python = ".".join(map(str, sys.version_info[:3]))
            self._write(gradual_hook=FORMAT, torch=torch.__version__, python=python, rank=rank)
            for name, module in model.named_modules():
                if only(name):
                    self._handles.append(module.register_forward_hook(self._forward(name, module)))
            for name, parameter in model.named_parameters():
                if parameter.requires_grad and only(name):
                    self._handles.append(parameter.register_hook(self._parameter(name, parameter)))

        def step(self, loss=None, grad_norm=None, loss_scale=None):
            """Ends a step. loss_scale: what this step's loss was multiplied by (before an update of it)."""
            values = {"loss": loss, "grad_norm": grad_norm, "loss_scale": loss_scale}
            known = {name: _number(value) for name, value in values.items() if value is not None}
            self._write(step=self._step, **known)
            self._step += 1
            self._calls.clear()

        def close(self):
            for handle in self._handles:
                handle.remove()
            self._handles.clear()
            self._file.close()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.close()

        def _write(self, **members):
            self._file.write(json.dumps(members, separators=(",", ":")) + "\n")

        def _is_watched(self):
            return self._step % self._every == 0 and not self._file.closed

        def _call(self, phase, name):
            """How often a module was called in this step before."""
            call = self._calls.get((phase, name), 0)
            self._calls[phase, name] = call + 1
            return call

        def _forward(self, name, module):
            kind = type(module).__name__

            def hook(module, inputs, outputs):
                if not self._is_watched():
                    return
                phase = "recompute" if torch._C._current_graph_task_id() != -1 else "forward"
                call = self._call(phase, name)
                for output, tensor in enumerate(_tensors(outputs)):
                    self._measure(phase, name, kind, call, output, tensor)
                    if tensor.requires_grad and torch.is_grad_enabled():
                        tensor.register_hook(self._backward(name, kind, call, output))

            return hook

        def _backward(self, name, kind, call, output):
            def hook(gradient):
                if self._is_watched():
                    self._measure("backward", name, kind, call, output, gradient)

            return hook

        def _parameter(self, name, parameter):
            def hook(gradient):
                if self._is_watched():
                    call = self._call("parameter", name)
                    self._measure("parameter", name, "Parameter", call, 0, gradient)

            return hook

        @torch.no_grad()
        def _measure(self, phase, name, kind, call, output, tensor):
            if not tensor.is_floating_point() or tensor.is_meta:
                return
            bins, largest, least = _statistics(tensor.detach())
            first = next((i for i, n in enumerate(bins) if i > NAN and n), None)
            last = max((i for i, n in enumerate(bins) if i > NAN and n), default=None)
            log2 = [] if first is None else [first - SHIFT, *bins[first : last + 1]]
            self._write(
                step=self._step,
                **{"pass": phase},
                module=name,
                type=kind,
                call=call,
                output=output,
                dtype=str(tensor.dtype).removeprefix("torch."),
                shape=list(tensor.shape),
                elements=tensor.numel(),
                zeros=bins[ZERO],
                nan=bins[NAN],
                positive_inf=bins[POSITIVE],
                negative_inf=bins[NEGATIVE],
                largest=largest if log2 else None,  # |x|, of the finite ones other than 0
                least=least if log2 else None,
                log2=log2,  # n, then how many have 2^n <= |x| < 2^(n+1), 2^(n+1) <= |x| < 2^(n+2), ...
            )


    def _statistics(tensor):
        """How many elements are in each bin, the largest finite magnitude, the least other than 0."""
        if tensor.layout != torch.strided:
            tensor = tensor.to_dense()
        bins, largest, least = [0] * (SHIFT + 1024), 0.0, float("inf")
        # A few pieces of a large tensor, so that copies of it take little memory.
        for piece in tensor.reshape(-1).split(1 << (18 if tensor.device.type == "cpu" else 24)):
            if not piece.numel():
                continue
            values = piece if piece.dtype == torch.float64 else piece.float()
            integers, width, bias = LAYOUTS[values.dtype]
            # A number's exponent is a field of its bits; the sign is the first.
            bits = values.view(integers) & torch.iinfo(integers).max
            fields = torch.bincount(bits >> width, minlength=2 * bias + 2).tolist()
            for field, count in enumerate(fields[1:-1], 1):
                if count:
                    bins[SHIFT + field - bias] += count
            nonzero = bits
            if fields[0]:
                zeros = (bits == 0).sum().item()
                bins[ZERO] += zeros
                nonzero = bits.masked_fill(bits == 0, (2 * bias + 1) << width)
                if zeros < fields[0]:
                    # Subnormal: the bits are the number of least ones.
                    tiny = bits[(bits > 0) & (bits < 1 << width)].cpu().double()
                    for exponent in torch.frexp(tiny).exponent.tolist():
                        bins[SHIFT + exponent - bias - width] += 1
            if fields[-1]:
                bins[NAN] += values.isnan().sum().item()
                bins[POSITIVE] += (values == float("inf")).sum().item()
                bins[NEGATIVE] += (values == float("-inf")).sum().item()
                bits = bits.masked_fill(bits >= (2 * bias + 1) << width, 0)
            largest = max(largest, bits.max().view(values.dtype).item())
            smallest = nonzero.min().view(values.dtype).item()
            least = min(least, smallest if smallest == smallest else least)
        return bins, largest, least


    def _tensors(value):
        """The tensors in what a module gives, however it is nested."""
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, dict):
            for member in value.values():
                yield from _tensors(member)
        elif isinstance(value, (list, tuple)):
            for member in value:
                yield from _tensors(member)


    def _number(value):
        """A number of JSON, which has no other name for NaN and the infinities than strings."""
        value = float(value.detach() if isinstance(value, torch.Tensor) else value)
        if value != value:
            return "nan"
        return value if abs(value) < float("inf") else "inf" if value > 0 else "-inf"

    """#
}
