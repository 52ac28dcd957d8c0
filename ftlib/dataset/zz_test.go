package dataset
import ("testing";"path/filepath";"os";"bytes";"image/jpeg";"image"
 nj "github.com/finetune-go/ft/ftlib/internal/jpeg";"syscall")
func TestZZ(t *testing.T){
 fs,_:=filepath.Glob("/work/wt/shared/data/cats-dogs-horses-humans/*/*")
 for _,f:=range fs[:200] {
  data,_:=os.ReadFile(f)
  img,_:=jpeg.Decode(bytes.NewReader(data))
  _=img.(*image.YCbCr)
  got,w,h,err2:=nj.Decode(data,nil)
  if err2!=nil{t.Fatal(err2)}
  got2,_,_,_:=nj.Decode(data,func(w,h int)([]int,[]int){return positions(w,224),positions(h,224)})
  out:=make([]byte,224*224*3)
  nearest(out,&picture{w:w,h:h,pix:got},224)
  if !bytes.Equal(out,got2){t.Error("nearest",f)}
 }
}
func BenchmarkZZ(b *testing.B){
 fs,_:=filepath.Glob("/work/wt/shared/data/cats-dogs-horses-humans/*/*")
 var all [][]byte
 for _,f:=range fs { b,_:=os.ReadFile(f); all=append(all,b)}
 i:=0
 var r0,r1 syscall.Rusage
 syscall.Getrusage(0,&r0)
 b.ResetTimer()
 for b.Loop() {
  nj.Decode(all[i%808],func(w,h int)([]int,[]int){return positions(w,224),positions(h,224)}); i++
 }
 syscall.Getrusage(0,&r1)
 b.ReportMetric((float64(r1.Utime.Nano()+r1.Stime.Nano())-float64(r0.Utime.Nano()+r0.Stime.Nano()))/float64(i)/1e6,"cpu-ms/image")
}
